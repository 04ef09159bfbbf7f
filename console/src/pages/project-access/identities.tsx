import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useFoundIdentities, useProjectRoles } from '../../api/queries.ts'
import type { OrgIdentity, ProjectIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { useSettled } from '../../app/settled.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'
import { methodsInWords } from '../identities/methods.ts'
import { ProjectTabs } from '../project/tabs.tsx'
import { Members } from './members.tsx'
import { RoleFields, plainRole, toBody, wrongRoles, type RoleValue } from './roles.tsx'

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
  const found = useFoundIdentities('', add.open)
  const someone = found.data?.[0]?.identityId
  const verdict = useAsk({ add: someone ? { method: 'POST', path: `/api/v2/workspace/${projectId}/identity-memberships/${someone}`, body: { role: 'no-access' } } : undefined })
  const button = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.add} onClick={add.show}>Add identity</Guarded>
  return (
    <Page title="Machine Identities" actions={button}>
      <ProjectTabs />
      <Load query={members}>
        {(rows) => (
          <Members
            caption="Machine Identities" rows={rows} name={(m) => m.identity.name} path={(m) => `/api/v2/workspace/${projectId}/identity-memberships/${m.identityId}`} keys={['project-identities', 'identity']}
            lead="It loses every role in this project at once. The identity itself stays." empty={<Empty text="No identities in this project yet">{button}</Empty>} foot={<span>{plural(rows.length, 'identity', 'identities')}</span>}
            columns={{
              name: { id: 'name', header: 'Name', sort: (a, b) => a.identity.name.localeCompare(b.identity.name), cell: (m) => <RowLink to={`/org/${orgId}/settings/access-control/identities/${m.identityId}`}><Name>{m.identity.name}</Name></RowLink> },
              about: { id: 'auth', header: 'Authentication', low: true, cell: (m) => methodsInWords(m.identity.authMethods) || 'None' },
            }}
          />
        )}
      </Load>
      {add.open && <AddIdentity members={members.data ?? []} onClose={add.close} />}
    </Page>
  )
}

function AddIdentity({ members, onClose }: { members: ProjectIdentity[]; onClose: () => void }) {
  const { projectId } = useHere()
  const [typed, setTyped] = useState('')
  const identities = useFoundIdentities(useSettled(typed.trim()))
  const [picked, setPicked] = useState<OrgIdentity>()
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
  const choices = [...(picked && !identities.data?.some((r) => r.identityId === picked.identityId) ? [picked] : []), ...(identities.data ?? [])]
  const verdicts = useAsk(chosen ? Object.fromEntries((roles.data ?? []).map((r) => [r.slug, { method: 'POST' as const, path: path(chosen), body: { roles: [{ role: r.slug, isTemporary: false }] } }])) : {})
  const refused = (slug: string) => {
    const verdict = verdicts[slug]
    return verdict && !verdict.permitted ? verdict.reasons.map((r) => r.message).join('. ') : undefined
  }
  return (
    <Dialog title="Add identity" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <Combobox
          label="Identity" value={chosen} wrong={form.wrong.identityId} placeholder="Search identities" loading={identities.isFetching} onType={setTyped}
          onChange={(v) => {
            setPicked(choices.find((r) => r.identityId === v))
            form.set('identityId', v)
          }}
          options={choices.map((r) => ({ value: r.identityId, label: r.identity.name, hint: methodsInWords(r.identity.authMethods) || undefined, refused: here.has(r.identityId) ? 'In this project already' : undefined }))}
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
