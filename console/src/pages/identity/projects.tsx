
import type { AssignedRole, OrgIdentity } from '../../api/types.ts'
import { useHere } from '../../app/place.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Later } from '../../parts/Later.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { ago, plain } from '../../parts/text.ts'
import { useIdentityProjects } from './queries.ts'

const builtIn: Record<string, string> = { 'admin': 'Admin', 'member': 'Developer', 'viewer': 'Viewer', 'no-access': 'No Access' }

export function assignedName(r: AssignedRole): string {
  return r.customRoleName ?? builtIn[r.role] ?? r.role
}

const clock = (time: number) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** windowOf says when a temporary role counts. */
export function windowOf(r: AssignedRole, now = Date.now()): string {
  if (!r.isTemporary || !r.temporaryAccessStartTime || !r.temporaryAccessEndTime) return ''
  const ends = Date.parse(r.temporaryAccessEndTime)
  if (ends <= now) return `ended ${ago(r.temporaryAccessEndTime, now)}`
  const starts = Date.parse(r.temporaryAccessStartTime)
  return starts > now ? `from ${clock(starts)}` : `until ${clock(ends)}`
}

export function RoleBadges({ roles }: { roles: AssignedRole[] }) {
  return (
    <span className="badges">
      {roles.map((r) => <Badge key={r.id} tone={windowOf(r).startsWith('ended') ? 'warning' : 'plain'}>{plain(assignedName(r))}{windowOf(r) && <span className="muted"> {windowOf(r)}</span>}</Badge>)}
    </span>
  )
}

export function IdentityProjects({ row }: { row: OrgIdentity }) {
  return <Region title="Projects"><Later><Memberships row={row} /></Later></Region>
}

function Memberships({ row }: { row: OrgIdentity }) {
  const { orgId } = useHere()
  const memberships = useIdentityProjects(row.identityId)
  return (
    <Load query={memberships} level={3}>
      {(rows) => (
        <DataTable
          caption="Projects" rows={rows} rowKey={(m) => m.id}
          empty={<Empty text="In no project yet: add it under a project's settings, Access Control" />}
          columns={[
            { id: 'project', header: 'Project', cell: (m) => <RowLink to={`/org/${orgId}/project/${m.project.id}/settings/access-control/identities`}><Name>{m.project.name}</Name></RowLink> },
            { id: 'roles', header: 'Roles', low: true, cell: (m) => <RoleBadges roles={m.roles} /> },
            { id: 'since', header: 'Member since', low: true, label: 'Since', cell: (m) => <Time at={m.createdAt} /> },
          ]}
        />
      )}
    </Load>
  )
}
