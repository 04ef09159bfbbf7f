import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useProjectRoles } from '../../api/queries.ts'
import type { ProjectRole } from '../../api/types.ts'
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
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { ProjectTabs } from '../project/tabs.tsx'
import { RoleEditor } from '../roles/editor.tsx'
import { isCustom } from '../roles/page.tsx'
import { readRules } from '../roles/rules.ts'

function useRoleRules(projectId: string, slug: string | undefined) {
  return useQuery({
    queryKey: ['project-roles', projectId, slug],
    enabled: Boolean(slug),
    queryFn: async ({ signal }) => (await api<{ role: ProjectRole }>(`/api/v2/workspace/${projectId}/roles/slug/${slug}`, { signal })).role,
  })
}

export function ProjectRoles() {
  const { orgId, projectId } = useHere()
  const navigate = useNavigate()
  const roles = useProjectRoles(projectId)
  const [removing, setRemoving] = useState<ProjectRole>()
  const base = `/org/${orgId}/project/${projectId}/settings/access-control/roles`
  const verdict = useAsk({ create: { method: 'POST', path: `/api/v2/workspace/${projectId}/roles`, body: { name: 'New role', slug: 'new-role', permissions: [] } } })
  return (
    <Page title="Project Roles" actions={<Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.create} onClick={() => void navigate({ to: `${base}/new` as never })}>Create Role</Guarded>}>
      <ProjectTabs />
      <Load query={roles}>
        {(rows) => (
          <DataTable
            caption="Project Roles" rows={rows} rowKey={(r) => r.id} foot={<span>{rows.some(isCustom) ? plural(rows.length, 'role') : 'No custom roles yet'}</span>}
            columns={[
              { id: 'name', header: 'Name', cell: (r) => <RowLink to={`${base}/${r.slug}`}><Name>{r.name}</Name></RowLink> },
              { id: 'slug', header: 'Slug', low: true, cell: (r) => <code>{r.slug}</code> },
              { id: 'kind', header: 'Kind', low: true, cell: (r) => <Badge>{isCustom(r) ? 'Custom' : 'Built-in'}</Badge> },
              { id: 'description', header: 'Description', low: true, cell: (r) => <span className="muted"><Name>{r.description}</Name></span> },
              { id: 'updated', header: 'Updated', low: true, cell: (r) => isCustom(r) && <Time at={r.updatedAt} /> },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (r) => (
                  <Menu
                    trigger={<Button kind="icon" name={`More for ${plain(r.name)}`} icon={<Ellipsis aria-hidden />} />}
                    items={[
                      { label: 'Duplicate', onSelect: () => void navigate({ to: `${base}/new` as never, search: { from: r.slug } as never }) },
                      { label: 'Delete', danger: true, refused: isCustom(r) ? undefined : 'Built-in roles stay', onSelect: () => setRemoving(r) },
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
          resource="infisical_project_role"
          title={`Delete ${plain(removing.name)}`} verb="Delete" type={removing.slug} open onClose={() => setRemoving(undefined)} lead="A role that is held is not deleted."
          request={{ method: 'DELETE', path: `/api/v2/workspace/${projectId}/roles/${removing.id}` }}
          onDone={async () => {
            await changed('project-roles')
            announce('Role deleted')
          }}
        />
      )}
    </Page>
  )
}

/** The page of one role is addressed by the role's slug. */
export function ProjectRolePage() {
  const { projectId, roleId } = useHere()
  const [address] = useAddress()
  const admin = useRoleRules(projectId, 'admin')
  const slug = roleId || address.from
  const role = useRoleRules(projectId, slug)
  return <Load query={admin} page="Project role">{(a) => (slug ? <Load query={role} page="Project role">{(r) => <Shown key={slug} admin={a} role={r} />}</Load> : <Shown admin={a} />)}</Load>
}

const fields = ['environment', 'secretPath', 'secretName', 'secretTags']

function Shown({ admin, role }: { admin: ProjectRole; role?: ProjectRole }) {
  const { orgId, projectId, roleId } = useHere()
  const navigate = useNavigate()
  const fresh = !roleId
  const base = `/org/${orgId}/project/${projectId}/settings/access-control/roles`
  const readOnly = !fresh && role !== undefined && !isCustom(role)
  const path = fresh ? `/api/v2/workspace/${projectId}/roles` : `/api/v2/workspace/${projectId}/roles/${role?.id}`
  const method = fresh ? 'POST' : 'PATCH'
  const vocabulary = [...readRules(admin.permissions).reduce((map, r) => map.set(r.subject, { ...r, conditions: undefined, actions: [...new Set([...(map.get(r.subject)?.actions ?? []), ...r.actions])] }), new Map<string, ReturnType<typeof readRules>[number]>()).values()]
  return (
    <Page
      title={fresh ? 'Create Role' : (role?.name ?? '')} lead={readOnly ? `${role?.description ?? ''} · built in, so it is read here and duplicated to be changed` : undefined}
      actions={readOnly && <Button kind="primary" onClick={() => void navigate({ to: `${base}/new` as never, search: { from: roleId } as never })}>Duplicate</Button>}
    >
      <RoleEditor
        name={fresh ? `project-role-new-${projectId}` : `project-role-${role?.id}`} vocabulary={vocabulary} fields={fields} readOnly={readOnly} projectId={projectId} verb={fresh ? 'Create' : 'Save'}
        initial={{ name: fresh ? (role ? `${role.name} copy` : '') : (role?.name ?? ''), slug: fresh ? (role ? `${role.slug}-copy` : '') : (role?.slug ?? ''), description: role?.description ?? '', rules: readRules(role?.permissions) }}
        method={method} path={path}
        save={async (body) => {
          await api(path, { method, body })
          await changed('project-roles')
          announce('Role saved')
          await navigate({ to: base as never })
        }}
      />
    </Page>
  )
}
