import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useHolders, useOrgRoles, useOrgUsers } from '../../api/queries.ts'
import type { OrgRole } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Page } from '../../parts/Page.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { OrgAccessTabs } from '../settings/tabs.tsx'
import { RoleEditor } from './editor.tsx'
import { readRules } from './rules.ts'

/** isCustom tells a role of one's own from the shipped ones, whose id is their slug. */
export const isCustom = (r: { id: string; slug: string }) => r.id !== r.slug

export function OrganizationRoles() {
  const { orgId } = useHere()
  const navigate = useNavigate()
  const roles = useOrgRoles()
  const identities = useHolders(roles.data ?? [])
  const people = useOrgUsers()
  const [removing, setRemoving] = useState<OrgRole>()
  const verdict = useAsk({ create: { method: 'POST', path: '/api/v1/organization/roles', body: { name: 'New role', slug: 'new-role', permissions: [] } } })
  const base = `/org/${orgId}/settings/access-control/roles`
  const holders = (r: OrgRole) => (identities[r.slug]?.count ?? 0) + (people.data?.filter((u) => u.role === r.slug || u.roleId === r.id).length ?? 0)
  const held = (r: OrgRole) => holders(r).toLocaleString('en') + (identities[r.slug]?.more ? ' or more' : '')
  return (
    <Page title="Organization Roles" actions={<Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.create} onClick={() => void navigate({ to: `${base}/new` as never })}>Create Role</Guarded>}>
      <OrgAccessTabs />
      <Load query={roles}>
        {(rows) => (
          <DataTable
            caption="Organization Roles" rows={rows} rowKey={(r) => r.id} foot={<span>{rows.some(isCustom) ? plural(rows.length, 'role') : 'No custom roles yet'}</span>}
            columns={[
              { id: 'name', header: 'Name', cell: (r) => <RowLink to={`${base}/${r.id}`}><Name>{r.name}</Name></RowLink> },
              { id: 'slug', header: 'Slug', low: true, cell: (r) => <code>{r.slug}</code> },
              { id: 'kind', header: 'Kind', low: true, cell: (r) => <Badge>{isCustom(r) ? 'Custom' : 'Built-in'}</Badge> },
              { id: 'permissions', header: 'Permissions', align: 'num', low: true, label: 'Permissions', cell: (r) => readRules(r.permissions).reduce((n, x) => n + x.actions.length, 0) },
              { id: 'held', header: 'Held by', align: 'num', low: true, label: 'Held by', cell: held },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (r) => (
                  <Menu
                    trigger={<Button kind="icon" name={`More for ${plain(r.name)}`} icon={<Ellipsis aria-hidden />} />}
                    items={[
                      { label: 'Duplicate', onSelect: () => void navigate({ to: `${base}/new` as never, search: { from: r.id } as never }) },
                      { label: 'Delete', danger: true, refused: !isCustom(r) ? 'Built-in roles stay' : holders(r) > 0 ? `Held by ${held(r)}` : undefined, onSelect: () => setRemoving(r) },
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Load>
      {removing && (
        <Confirm
          title={`Delete ${plain(removing.name)}`} verb="Delete" type={removing.slug} open onClose={() => setRemoving(undefined)} lead="A role that is held is not deleted."
          request={{ method: 'DELETE', path: `/api/v1/organization/roles/${removing.id}` }}
          onDone={async () => {
            await changed('org-roles')
            announce('Role deleted')
          }}
        />
      )}
    </Page>
  )
}

export function OrganizationRole() {
  const { roleId } = useHere()
  const roles = useOrgRoles()
  return <Load query={roles} page="Organization Role">{(rows) => <Shown key={roleId} rows={rows} />}</Load>
}

function Shown({ rows }: { rows: OrgRole[] }) {
  const { orgId, roleId } = useHere()
  const navigate = useNavigate()
  const [address] = useAddress()
  const fresh = !roleId
  const role = rows.find((r) => r.id === (fresh ? address.from : roleId))
  const base = `/org/${orgId}/settings/access-control/roles`
  const vocabulary = readRules(rows.find((r) => r.slug === 'admin')?.permissions)
  const readOnly = !fresh && role !== undefined && !isCustom(role)
  if (!fresh && !role) return <Page title="Not found, or of another organization"><p className="muted">No role has this address.</p></Page>
  return (
    <Page
      title={fresh ? 'Create Role' : (role?.name ?? '')} lead={readOnly ? `${role?.description ?? ''} · built in, so it is read here and duplicated to be changed` : undefined}
      actions={readOnly && <Button kind="primary" onClick={() => void navigate({ to: `${base}/new` as never, search: { from: roleId } as never })}>Duplicate</Button>}
    >
      <RoleEditor
        name={fresh ? 'org-role-new' : `org-role-${roleId}`} vocabulary={vocabulary} fields={[]} readOnly={readOnly} verb={fresh ? 'Create' : 'Save'}
        initial={{ name: fresh ? (role ? `${role.name} copy` : '') : (role?.name ?? ''), slug: fresh ? (role ? `${role.slug}-copy` : '') : (role?.slug ?? ''), description: role?.description ?? '', rules: readRules(role?.permissions) }}
        method={fresh ? 'POST' : 'PATCH'} path={fresh ? '/api/v1/organization/roles' : `/api/v1/organization/roles/${roleId}`}
        save={async (body) => {
          await api(fresh ? '/api/v1/organization/roles' : `/api/v1/organization/roles/${roleId}`, { method: fresh ? 'POST' : 'PATCH', body })
          await changed('org-roles')
          announce('Role saved')
          await navigate({ to: base as never })
        }}
      />
    </Page>
  )
}
