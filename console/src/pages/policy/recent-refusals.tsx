import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import type { Decision } from '../../api/types.ts'
import { useHere } from '../../app/place.ts'
import { Empty } from '../../parts/Page.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { sentenceOf } from '../decisions/resource.ts'

const hour = 3_600_000

/** RecentRefusals are what one may start from: what was refused in the last hour, for those who may read the log. */
export function RecentRefusals() {
  const { orgId } = useHere()
  const query = useQuery({
    queryKey: ['decisions', 'refused lately'], retry: false,
    queryFn: async ({ signal }) => (await api<{ decisions: Decision[] }>('/api/v1/authz/decisions', { signal, query: { permitted: false, from: new Date(Date.now() - hour).toISOString(), limit: 5, count: false } })).decisions,
  })
  const found = query.data ?? []
  return (
    <div className="tablebox section">
      <Empty text={found.length ? 'Start from what was refused lately, or say who asks for what' : 'Start from a decision, or say who asks for what'}>
        {found.length > 0 && (
          <ul className="steplist" aria-label="Refused in the last hour">
            {found.map((d) => <li key={d.id}><Link to={`/org/${orgId}/policy/simulate` as never} search={{ decision: d.id } as never}><Name>{sentenceOf(d)}</Name></Link><span className="meta"><Time at={d.time} /></span></li>)}
          </ul>
        )}
      </Empty>
    </div>
  )
}
