import { useState, type ReactNode } from 'react'

import { api } from '../../api/http.ts'
import { changed, useProjectRoles } from '../../api/queries.ts'
import type { AssignedRole } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { RoleBadges } from '../identity/projects.tsx'
import { RoleFields, fromAssigned, toBody, wrongRoles } from './roles.tsx'

interface Member {
  id: string
  roles: AssignedRole[]
  createdAt: string
}

interface Props<M extends Member> {
  caption: string
  rows: M[]
  name: (member: M) => string
  /** path is where a membership is changed and ended. */
  path: (member: M) => string
  /** keys of the queries that a change makes old. */
  keys: string[]
  lead: string
  columns: { name: Column<M>; about: Column<M> }
  empty: ReactNode
  foot: ReactNode
}

/** Members are the identities or the people of a project: what each holds, and its end. */
export function Members<M extends Member>({ caption, rows, name, path, keys, lead, columns, empty, foot }: Props<M>) {
  const [picked, setPicked] = useState<{ what: 'roles' | 'remove'; member: M }>()
  const close = () => setPicked(undefined)
  const acts: Column<M> = {
    id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
    cell: (m) => (
      <>
        <Button kind="quiet" name={`Edit roles of ${plain(name(m))}`} onClick={() => setPicked({ what: 'roles', member: m })}>Edit roles</Button>
        <Button kind="quiet" name={`Remove ${plain(name(m))}`} onClick={() => setPicked({ what: 'remove', member: m })}>Remove</Button>
      </>
    ),
  }
  return (
    <>
      <DataTable
        caption={caption} rows={rows} rowKey={(m) => m.id} empty={empty} foot={foot}
        columns={[
          columns.name,
          { id: 'roles', header: 'Roles', low: true, cell: (m) => <RoleBadges roles={m.roles} /> },
          columns.about,
          { id: 'since', header: 'Added', low: true, label: 'Added', cell: (m) => <Time at={m.createdAt} /> },
          acts,
        ]}
      />
      {picked?.what === 'roles' && <EditRoles member={picked.member} name={name(picked.member)} path={path(picked.member)} keys={keys} onClose={close} />}
      {picked?.what === 'remove' && (
        <Confirm
          title={`Remove ${plain(name(picked.member))}`} verb="Remove" open onClose={close} lead={lead}
          request={{ method: 'DELETE', path: path(picked.member) }}
          onDone={async () => {
            await changed(...keys)
            announce(`${name(picked.member)} removed`)
          }}
        />
      )}
    </>
  )
}

function EditRoles({ member, name, path, keys, onClose }: { member: Member; name: string; path: string; keys: string[]; onClose: () => void }) {
  const { projectId } = useHere()
  const roles = useProjectRoles(projectId)
  const form = useForm({
    initial: { roles: member.roles.map(fromAssigned) },
    check: (v) => ({ roles: wrongRoles(v.roles) }),
    submit: async (v) => {
      await api(path, { method: 'PATCH', body: { roles: v.roles.map(toBody) } })
      await changed(...keys)
      announce('Roles saved')
      onClose()
    },
  })
  return (
    <Dialog title={`Edit roles of ${plain(name)}`} open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <RoleFields roles={form.values.roles} onChange={(v) => form.set('roles', v)} known={roles.data} wrong={form.wrong.roles} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="PATCH" path={path} body={{ roles: form.values.roles.map(toBody) }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Save</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
