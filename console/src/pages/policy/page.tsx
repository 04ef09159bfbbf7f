import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'

import { useAddress, useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { plain, plural } from '../../parts/text.ts'
import { InForce } from './in-force.tsx'
import { ServersOfPolicy } from './servers.tsx'
import { useReasons, useRefusals, type ReasonCode } from './queries.ts'
import { PolicyTabs } from './tabs.tsx'

/** Policy is what decides, and every code that it refuses with. */
export function Policy() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const reasons = useReasons()
  const refusals = useRefusals()
  return (
    <Page title="Policy" lead="Every request is decided by these rules alone.">
      <PolicyTabs at="in force" />
      <InForce title="In force" full />
      <ServersOfPolicy />
      <Region title="Reason codes">
        <div className="bar">
          <div className="search">
            <Search aria-hidden />
            <input className="input" type="search" aria-label="Search codes" placeholder="A code or a word" value={address.search ?? ''} onChange={(e) => change({ search: e.target.value })} />
          </div>
        </div>
        <Load query={reasons} level={3}>
          {(all) => (
            <DataTable
              caption="Reason Codes" rows={withText(all, address.search ?? '')} rowKey={(r) => r.code} foot={<span>{plural(withText(all, address.search ?? '').length, 'code')}</span>}
              empty={<Empty text="Nothing matches"><Button onClick={() => change({ search: undefined })}>Clear filters</Button></Empty>}
              columns={[
                { id: 'code', header: 'Code', sort: (a, b) => a.code.localeCompare(b.code), cell: (r) => (r.rules.includes('engine') ? <code>{r.code}</code> : <RowLink to={`/org/${orgId}/policy/rules`} search={{ search: r.code }}><code>{r.code}</code></RowLink>) },
                { id: 'meaning', header: 'Meaning', low: true, cell: (r) => plain(r.meaning) },
                { id: 'remediation', header: 'What helps', low: true, cell: (r) => <span className="muted">{plain(r.remediation)}</span> },
                { id: 'status', header: 'Status', align: 'num', low: true, label: 'Status', cell: (r) => r.status },
                {
                  id: 'refusals', header: 'Refusals in 24 h', align: 'num', low: true, label: 'Refusals in 24 h', sort: (a, b) => (refusals?.get(a.code) ?? 0) - (refusals?.get(b.code) ?? 0),
                  cell: (r) => <Refused code={r.code} count={refusals?.get(r.code)} known={refusals !== undefined} />,
                },
              ]}
            />
          )}
        </Load>
      </Region>
    </Page>
  )
}

function withText(codes: ReasonCode[], text: string): ReasonCode[] {
  const wanted = text.trim().toLowerCase()
  return codes.filter((c) => [c.code, c.meaning, c.description, c.remediation].some((said) => said.toLowerCase().includes(wanted)))
}

/** Refused is how often a code refused, and the way to those decisions. */
export function Refused({ code, count, known }: { code: string; count: number | undefined; known: boolean }) {
  const { orgId } = useHere()
  if (!known) return <span className="muted">–</span>
  if (!count) return <span className="muted">0</span>
  return <Link to={`/org/${orgId}/decisions` as never} search={{ outcome: 'refused', code, range: '24h' } as never}>{count.toLocaleString('en')}</Link>
}
