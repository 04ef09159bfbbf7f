import { Link, useNavigate } from '@tanstack/react-router'

import { useOrgRoles } from '../../api/queries.ts'
import type { OrgIdentity } from '../../api/types.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { Guarded } from '../../parts/Button.tsx'
import { Load } from '../../parts/Load.tsx'
import { Page, Region } from '../../parts/Page.tsx'
import { Badge, Id, Name, Time } from '../../parts/Values.tsx'
import { EffectiveAccess } from '../access/effective.tsx'
import { DeleteIdentity, EditIdentity } from '../identities/edit.tsx'
import { roleName } from '../identities/roles.ts'
import { Activity } from './activity.tsx'
import { Authentication, questionsOf } from './authentication.tsx'
import { ClientSecrets } from './client-secrets.tsx'
import { IdentityProjects } from './projects.tsx'
import { useIdentity } from './queries.ts'
import { Tokens } from './tokens.tsx'

export function IdentityPage() {
  const { identityId } = useHere()
  const identity = useIdentity(identityId)
  return <Load query={identity} page="Machine identity">{(row) => <Shown row={row} />}</Load>
}

function Shown({ row }: { row: OrgIdentity }) {
  const { orgId } = useHere()
  const navigate = useNavigate()
  const edit = useDialog('edit')
  const remove = useDialog('delete')
  const id = row.identityId
  const verdict = useAsk<string>({
    ...questionsOf(id, row.identity.authMethods),
    edit: { method: 'PATCH', path: `/api/v1/identities/${id}`, body: { name: row.identity.name } },
    delete: { method: 'DELETE', path: `/api/v1/identities/${id}` },
    secret: row.identity.authMethods.includes('universal-auth') ? { method: 'POST', path: `/api/v1/auth/universal-auth/identities/${id}/client-secrets`, body: {} } : undefined,
    token: row.identity.authMethods.includes('token-auth') ? { method: 'POST', path: `/api/v1/auth/token-auth/identities/${id}/tokens`, body: {} } : undefined,
  })
  return (
    <Page
      title={row.identity.name}
      actions={
        <>
          <Guarded verdict={verdict.edit} onClick={edit.show}>Edit identity</Guarded>
          <Guarded kind="danger" verdict={verdict.delete} unless={row.identity.hasDeleteProtection ? 'Delete protection is on: switch it off under Edit identity first' : undefined} onClick={remove.show}>Delete identity</Guarded>
        </>
      }
    >
      <div className="columns">
        <Details row={row} />
        <Authentication row={row} verdicts={verdict} />
      </div>
      <ClientSecrets row={row} verdict={verdict.secret} />
      <Tokens row={row} verdict={verdict.token} />
      <IdentityProjects row={row} />
      <EffectiveAccess type="identity" id={id} />
      <Activity row={row} />
      {edit.open && <EditIdentity row={row} onClose={edit.close} />}
      {remove.open && (
        <DeleteIdentity row={row} asked={{ verdict: verdict.delete }} onClose={remove.close} onGone={() => void navigate({ to: '/org/$orgId/settings/access-control/identities', params: { orgId }, replace: true })} />
      )}
    </Page>
  )
}

function Details({ row }: { row: OrgIdentity }) {
  const { orgId } = useHere()
  const roles = useOrgRoles()
  const slug = row.customRole?.slug ?? row.role
  return (
    <Region title="Details">
      <dl className="dl">
        <dt>Identity ID</dt><dd><Id value={row.identityId} name="identity ID" /></dd>
        <dt>Organization Role</dt>
        <dd><Link to={`/org/${orgId}/settings/access-control/roles` as never}><Name>{row.customRole?.name ?? roleName(roles.data, slug)}</Name></Link></dd>
        <dt>Delete protection</dt><dd>{row.identity.hasDeleteProtection ? <Badge tone="permitted">On</Badge> : 'Off'}</dd>
        <dt>Last used</dt><dd><Time at={row.lastUsedAt} /></dd>
        <dt>Created</dt><dd><Time at={row.identity.createdAt} /></dd>
        <dt>Updated</dt><dd><Time at={row.identity.updatedAt} /></dd>
        {row.identity.metadata.map((m) => [<dt key={`${m.key}t`}><Name>{m.key}</Name></dt>, <dd key={`${m.key}d`}><Name>{m.value}</Name></dd>])}
      </dl>
    </Region>
  )
}
