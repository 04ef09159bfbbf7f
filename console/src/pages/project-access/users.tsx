import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useProjectRoles } from '../../api/queries.ts'
import type { OrgUser, ProjectUser } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { useSession } from '../../app/session.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { RoleBadges } from '../identity/projects.tsx'
import { ProjectTabs } from '../project/tabs.tsx'
import { RoleFields, fromAssigned, toBody, wrongRoles } from './roles.tsx'

export function ProjectUsers() {
  const { projectId } = useHere()
  const members = useQuery({ queryKey: ['project-users', projectId], queryFn: async ({ signal }) => (await api<{ users: ProjectUser[] }>(`/api/v1/workspace/${projectId}/users`, { signal })).users })
  const add = useDialog('add')
  const [picked, setPicked] = useState<{ what: 'roles' | 'remove'; member: ProjectUser }>()
  const button = <Button kind="primary" icon={<Plus aria-hidden />} onClick={add.show}>Add user</Button>
  return (
    <Page title="Users" actions={button}>
      <ProjectTabs />
      <Load query={members}>
        {(rows) => (
          <DataTable
            caption="Users" rows={rows} rowKey={(m) => m.id} empty={<Empty text="No people in this project yet">{button}</Empty>} foot={<span>{plural(rows.length, 'user')}</span>}
            columns={[
              { id: 'email', header: 'Email', cell: (m) => <Name>{m.user.email}</Name> },
              { id: 'name', header: 'Name', low: true, cell: (m) => <Name>{`${m.user.firstName} ${m.user.lastName}`.trim()}</Name> },
              { id: 'roles', header: 'Roles', low: true, cell: (m) => <RoleBadges roles={m.roles} /> },
              { id: 'since', header: 'Added', low: true, label: 'Added', cell: (m) => <Time at={m.createdAt} /> },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (m) => (
                  <>
                    <Button kind="quiet" name={`Edit roles of ${plain(m.user.email)}`} onClick={() => setPicked({ what: 'roles', member: m })}>Edit roles</Button>
                    <Button kind="quiet" name={`Remove ${plain(m.user.email)}`} onClick={() => setPicked({ what: 'remove', member: m })}>Remove</Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </Load>
      {add.open && <AddUser members={members.data ?? []} onClose={add.close} />}
      {picked?.what === 'roles' && <EditRoles member={picked.member} onClose={() => setPicked(undefined)} />}
      {picked?.what === 'remove' && (
        <Confirm
          title={`Remove ${plain(picked.member.user.email)}`} verb="Remove" open onClose={() => setPicked(undefined)} lead="They lose every role in this project at once."
          onConfirm={async () => {
            await api(`/api/v1/workspace/${projectId}/memberships/${picked.member.id}`, { method: 'DELETE' })
            await changed('project-users')
            announce('User removed')
          }}
        />
      )}
    </Page>
  )
}

function AddUser({ members, onClose }: { members: ProjectUser[]; onClose: () => void }) {
  const { projectId } = useHere()
  const { orgId } = useSession()
  const people = useQuery({ queryKey: ['org-users', orgId], queryFn: async ({ signal }) => (await api<{ users: OrgUser[] }>(`/api/v2/organizations/${orgId}/memberships`, { signal })).users })
  const roles = useProjectRoles(projectId)
  const here = new Set(members.map((m) => m.userId))
  const path = `/api/v1/projects/${projectId}/memberships`
  const form = useForm({
    initial: { email: '', role: 'viewer' },
    check: (v) => ({ email: v.email ? undefined : 'Choose a user', role: v.role ? undefined : 'Choose a role' }),
    submit: async (v) => {
      await api(path, { method: 'POST', body: { emails: [v.email], roleSlugs: [v.role] } })
      await changed('project-users')
      announce('User added')
      onClose()
    },
  })
  return (
    <Dialog title="Add user" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <Combobox
          label="User" value={form.values.email} onChange={(v) => form.set('email', v)} wrong={form.wrong.email} placeholder="Search users" loading={people.isPending}
          options={(people.data ?? []).filter((u) => u.user.id).map((u) => ({ value: u.user.email, label: u.user.email, hint: `${u.user.firstName} ${u.user.lastName}`.trim() || undefined, refused: here.has(u.user.id ?? '') ? 'In this project already' : undefined }))}
        />
        <Combobox label="Role" value={form.values.role} onChange={(v) => form.set('role', v)} wrong={form.wrong.role} options={(roles.data ?? []).map((r) => ({ value: r.slug, label: r.name, hint: r.description || undefined }))} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path={path} body={{ emails: [form.values.email], roleSlugs: [form.values.role] }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

function EditRoles({ member, onClose }: { member: ProjectUser; onClose: () => void }) {
  const { projectId } = useHere()
  const roles = useProjectRoles(projectId)
  const path = `/api/v1/workspace/${projectId}/memberships/${member.id}`
  const form = useForm({
    initial: { roles: member.roles.map(fromAssigned) },
    check: (v) => ({ roles: wrongRoles(v.roles) }),
    submit: async (v) => {
      await api(path, { method: 'PATCH', body: { roles: v.roles.map(toBody) } })
      await changed('project-users')
      announce('Roles saved')
      onClose()
    },
  })
  return (
    <Dialog title={`Edit roles of ${plain(member.user.email)}`} open onClose={onClose}>
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
