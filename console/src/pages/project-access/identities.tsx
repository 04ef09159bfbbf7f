import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useIdentities, useProjectRoles } from '../../api/queries.ts'
import type { ProjectIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { AsCode, terraform } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
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
import { methodsInWords } from '../identities/methods.ts'
import { RoleBadges } from '../identity/projects.tsx'
import { ProjectTabs } from '../project/tabs.tsx'
import { RoleFields, fromAssigned, plainRole, toBody, wrongRoles, type RoleValue } from './roles.tsx'

function useMembers(projectId: string) {
  return useQuery({
    queryKey: ['project-identities', projectId],
    queryFn: async ({ signal }) =>
      (await api<{ identityMemberships: ProjectIdentity[] }>(`/api/v2/workspace/${projectId}/identity-memberships`, { signal, query: { limit: 20_000 } })).identityMemberships,
  })
}

export function ProjectIdentities() {
  const { orgId, projectId } = useHere()
  const members = useMembers(projectId)
  const add = useDialog('add')
  const [picked, setPicked] = useState<{ what: 'roles' | 'remove'; member: ProjectIdentity }>()
  const identities = useIdentities(add.open)
  const someone = identities.data?.[0]?.identityId
  const verdict = useAsk({ add: someone ? { method: 'POST', path: `/api/v2/workspace/${projectId}/identity-memberships/${someone}`, body: { role: 'no-access' } } : undefined })
  const button = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.add} onClick={add.show}>Add identity</Guarded>
  return (
    <Page title="Machine Identities" actions={button}>
      <ProjectTabs />
      <Load query={members}>
        {(rows) => (
          <DataTable
            caption="Machine Identities" rows={rows} rowKey={(m) => m.id} empty={<Empty text="No identities in this project yet">{button}</Empty>}
            foot={<span>{plural(rows.length, 'identity', 'identities')}</span>}
            columns={[
              { id: 'name', header: 'Name', sort: (a, b) => a.identity.name.localeCompare(b.identity.name), cell: (m) => <Link to="/org/$orgId/settings/access-control/identities/$identityId" params={{ orgId, identityId: m.identityId }}><Name>{m.identity.name}</Name></Link> },
              { id: 'roles', header: 'Roles', low: true, cell: (m) => <RoleBadges roles={m.roles} /> },
              { id: 'auth', header: 'Authentication', low: true, cell: (m) => methodsInWords(m.identity.authMethods) || 'None' },
              { id: 'since', header: 'Added', low: true, label: 'Added', cell: (m) => <Time at={m.createdAt} /> },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (m) => (
                  <>
                    <Button kind="quiet" name={`Edit roles of ${plain(m.identity.name)}`} onClick={() => setPicked({ what: 'roles', member: m })}>Edit roles</Button>
                    <Button kind="quiet" name={`Remove ${plain(m.identity.name)}`} onClick={() => setPicked({ what: 'remove', member: m })}>Remove</Button>
                  </>
                ),
              },
            ]}
          />
        )}
      </Load>
      {add.open && <AddIdentity members={members.data ?? []} onClose={add.close} />}
      {picked?.what === 'roles' && <EditRoles member={picked.member} onClose={() => setPicked(undefined)} />}
      {picked?.what === 'remove' && (
        <Confirm
          title={`Remove ${plain(picked.member.identity.name)}`} verb="Remove" open onClose={() => setPicked(undefined)}
          lead="It loses every role in this project at once. The identity itself stays."
          onConfirm={async () => {
            await api(`/api/v2/workspace/${projectId}/identity-memberships/${picked.member.identityId}`, { method: 'DELETE' })
            await changed('project-identities', 'identity')
            announce(`${picked.member.identity.name} removed`)
          }}
        />
      )}
    </Page>
  )
}

function AddIdentity({ members, onClose }: { members: ProjectIdentity[]; onClose: () => void }) {
  const { projectId } = useHere()
  const identities = useIdentities()
  const roles = useProjectRoles(projectId)
  const here = new Set(members.map((m) => m.identityId))
  const path = (identityId: string) => `/api/v2/workspace/${projectId}/identity-memberships/${identityId}`
  const form = useForm({
    name: `add-identity-${projectId}`,
    initial: { identityId: '', roles: [plainRole('viewer')] as RoleValue[] },
    check: (v) => ({ identityId: v.identityId ? undefined : 'Choose an identity', roles: wrongRoles(v.roles) }),
    submit: async (v) => {
      await api(path(v.identityId), { method: 'POST', body: { roles: v.roles.map(toBody) } })
      await changed('project-identities', 'identity')
      announce('Identity added')
      onClose()
    },
  })
  const chosen = form.values.identityId
  const verdicts = useAsk(chosen ? Object.fromEntries((roles.data ?? []).map((r) => [r.slug, { method: 'POST' as const, path: path(chosen), body: { roles: [{ role: r.slug, isTemporary: false }] } }])) : {})
  const refused = (slug: string) => {
    const verdict = verdicts[slug]
    return verdict && !verdict.permitted ? verdict.reasons.map((r) => r.message).join('. ') : undefined
  }
  return (
    <Dialog title="Add identity" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <Combobox
          label="Identity" value={chosen} onChange={(v) => form.set('identityId', v)} wrong={form.wrong.identityId} placeholder="Search identities" loading={identities.isPending}
          options={(identities.data ?? []).map((r) => ({ value: r.identityId, label: r.identity.name, hint: methodsInWords(r.identity.authMethods) || undefined, refused: here.has(r.identityId) ? 'In this project already' : undefined }))}
        />
        <RoleFields roles={form.values.roles} onChange={(v) => form.set('roles', v)} known={roles.data} wrong={form.wrong.roles} refused={refused} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode
          method="POST" path={path(chosen || '$IDENTITY_ID')} body={{ roles: form.values.roles.map(toBody) }}
          terraform={terraform('infisical_project_identity', '', { project_id: projectId, identity_id: chosen, roles: form.values.roles.map((r) => ({ role_slug: r.role })) })}
        />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

function EditRoles({ member, onClose }: { member: ProjectIdentity; onClose: () => void }) {
  const { projectId } = useHere()
  const roles = useProjectRoles(projectId)
  const path = `/api/v2/workspace/${projectId}/identity-memberships/${member.identityId}`
  const form = useForm({
    initial: { roles: member.roles.map(fromAssigned) },
    check: (v) => ({ roles: wrongRoles(v.roles) }),
    submit: async (v) => {
      await api(path, { method: 'PATCH', body: { roles: v.roles.map(toBody) } })
      await changed('project-identities', 'identity')
      announce('Roles saved')
      onClose()
    },
  })
  return (
    <Dialog title={`Edit roles of ${plain(member.identity.name)}`} open onClose={onClose}>
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
