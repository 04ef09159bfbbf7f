import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import type { Decision, OrgIdentity } from '../../api/types.ts'
import { useHere } from '../../app/place.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Later } from '../../parts/Later.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Outcome, Time } from '../../parts/Values.tsx'

export function Activity({ row }: { row: OrgIdentity }) {
  const { orgId } = useHere()
  const all = <Link to={`/org/${orgId}/decisions` as never} search={{ subject: row.identityId } as never}>All decisions about it</Link>
  return <Region title="Activity" actions={all}><Later><Latest row={row} /></Later></Region>
}

function Latest({ row }: { row: OrgIdentity }) {
  const { orgId } = useHere()
  const decisions = useQuery({
    queryKey: ['identity', row.identityId, 'activity'],
    queryFn: async ({ signal }) => (await api<{ decisions: Decision[] }>('/api/v1/authz/decisions', { signal, query: { subjectId: row.identityId, limit: 50 } })).decisions,
  })
  return (
    <Load query={decisions} level={3}>
      {(rows) => (
        <DataTable
          caption="Activity" rows={rows} rowKey={(d) => d.id} empty={<Empty text="It has asked for nothing yet" />}
          columns={[
            { id: 'time', header: 'Time', cell: (d) => <Time at={d.time} /> },
            { id: 'outcome', header: 'Outcome', low: true, cell: (d) => <Outcome permitted={d.permitted} /> },
            { id: 'action', header: 'Action', low: true, cell: (d) => d.action },
            { id: 'resource', header: 'Resource', low: true, cell: (d) => d.resource.type },
            { id: 'reason', header: 'Reason', low: true, cell: (d) => d.reasons.map((r) => <code key={r.code}>{r.code}</code>) },
            { id: 'ip', header: 'Address', low: true, cell: (d) => d.ip },
            { id: 'why', header: 'Why', hideHeader: true, align: 'acts', cell: (d) => <RowLink to={`/org/${orgId}/decisions/${d.id}`}>Why</RowLink> },
          ]}
        />
      )}
    </Load>
  )
}
