import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { look } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { SelectField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty } from '../../parts/Page.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { grantWord, kindWords } from './matrix.ts'

interface UnusedGrant {
  subjectType: string
  subjectId: string
  subjectName: string
  projectId: string
  grant: string
  name: string
}

interface UnusedAnswer {
  unused: UnusedGrant[]
  since: string
  records: number
  complete: boolean
}

export const spans = [7, 30, 90, 365].map((days) => ({ value: String(days), label: `${days} days` }))

/** Unused are the roles and privileges of the project on which no permitted request rested. */
export function Unused() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const days = address.days ?? '90'
  const query = { projectId: address.project, days }
  const found = useQuery({ queryKey: ['unused', query], queryFn: ({ signal }) => api<UnusedAnswer>('/api/v1/authz/unused-grants', { signal, query }) })
  return (
    <>
      <div className="form narrow section"><SelectField label="Not used for" value={days} onChange={(next) => change({ days: next })} options={spans} /></div>
      <Load query={found}>
        {(u) => (
          <div className="section">
            {!u.complete && <div className="note warning" role="status"><p>Not complete: the log has more decisions than were read, or a subject holds more than you and is not shown.</p></div>}
            <DataTable
              caption="Unused grants" rows={u.unused} rowKey={(g) => g.subjectType + g.subjectId + g.grant} empty={<Empty text="Every grant was used in this time" />}
              foot={<span>{plural(u.unused.length, 'grant')} · {plural(u.records, 'decision')} since <Time at={u.since} /></span>}
              columns={[
                { id: 'subject', header: 'Subject', cell: (g) => <><Name>{g.subjectName || g.subjectId}</Name> <span className="meta">{kindWords[g.subjectType] ?? g.subjectType}</span></>, sort: (a, b) => a.subjectName.localeCompare(b.subjectName) },
                { id: 'grant', header: 'Grant', low: true, cell: (g) => <Name>{grantWord(g.grant, g.name)}</Name>, sort: (a, b) => a.grant.localeCompare(b.grant) },
                {
                  id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                  cell: (g) => (
                    <Link
                      className={look('quiet')} aria-label={`Propose least role for ${plain(g.subjectName || g.subjectId)}`} to={`/org/${orgId}/access/review` as never}
                      search={{ view: 'suggested', project: address.project, kind: g.subjectType, subject: g.subjectId, days, ...(g.grant.startsWith('role:custom:') && { role: g.grant.slice('role:custom:'.length) }) } as never}
                    ><span className="t">Propose least role</span></Link>
                  ),
                },
              ]}
            />
          </div>
        )}
      </Load>
    </>
  )
}
