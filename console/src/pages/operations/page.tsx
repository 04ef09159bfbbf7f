import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { duration, plain, plural } from '../../parts/text.ts'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { problems, type Operated, type OperatedServer, type Run } from './operations.ts'

/** Operations is how the servers of the database are, for administrators of the installation. It changes nothing. */
export function Operations() {
  const query = useQuery({
    queryKey: ['operations'], refetchInterval: 10_000, retry: false,
    queryFn: ({ signal }) => api<Operated>('/api/v1/admin/operations', { signal }),
  })
  return (
    <Page title="Operations" lead="How the servers of this installation are. Addresses, settings and keys are not shown.">
      <Load query={query}>
        {(o) => (
          <>
            <Region title="Servers"><Servers operated={o} /></Region>
            <Region title="Connection pools"><Pools servers={o.servers} /></Region>
            <Region title="Upkeep"><Upkeep runs={o.upkeep.runs} /></Region>
          </>
        )}
      </Load>
    </Page>
  )
}

const number = (n: number) => n.toLocaleString('en', { maximumFractionDigits: 1 })

function Servers({ operated }: { operated: Operated }) {
  return (
    <DataTable
      caption="Servers" rows={operated.servers} rowKey={(s) => s.id} empty={<Empty text="No server has reported yet: each does within seconds of its start" />}
      foot={<span>{plural(operated.servers.length, 'server')} on {operated.database === 'postgres' ? 'PostgreSQL' : 'SQLite'}</span>}
      columns={[
        { id: 'name', header: 'Server', cell: (s) => <span className="keeps"><Name>{s.name}</Name></span> },
        { id: 'version', header: 'Version', low: true, label: 'Version', cell: (s) => plain(s.version) },
        { id: 'heard', header: 'Heard', low: true, label: 'Heard', cell: (s) => (s.silent ? <Badge tone="warning">Silent since <Time at={s.seenAt} /></Badge> : <Time at={s.seenAt} />) },
        { id: 'started', header: 'Started', low: true, label: 'Started', cell: (s) => <span className="keeps"><Time at={s.startedAt} /></span> },
        { id: 'policy', header: 'Policy', low: true, label: 'Policy', cell: (s) => <><span className="keeps">Revision {s.policy.revision || '–'}</span>{s.policy.staleSeconds > 0 && ` · source good ${duration(s.policy.staleSeconds)} ago`}</> },
        { id: 'queue', header: 'Log queue', align: 'num', low: true, label: 'Log queue', cell: (s) => <span className="keeps">{number(s.log.waiting)} of {number(s.log.capacity)}</span> },
        { id: 'database', header: 'Database', align: 'num', low: true, label: 'Database', cell: (s) => `${number(s.databaseMillis)} ms` },
        { id: 'clock', header: 'Clock', align: 'num', low: true, label: 'Clock', cell: (s) => <span className="keeps">{number(s.clockSkewMillis)} ms</span> },
        { id: 'problems', header: 'To mend', low: true, label: 'To mend', cell: (s) => <Problems server={s} /> },
      ]}
    />
  )
}

function Problems({ server }: { server: OperatedServer }) {
  const found = problems(server)
  if (found.length === 0) return <span className="muted">Nothing</span>
  return <span className="badges">{found.map((p) => <Badge key={p} tone="warning">{plain(p)}</Badge>)}</span>
}

function Pools({ servers }: { servers: OperatedServer[] }) {
  const rows = servers.flatMap((s) => s.pools.map((pool) => ({ ...pool, server: s.name, key: s.id + pool.name })))
  return (
    <DataTable
      caption="Connection pools" rows={rows} rowKey={(p) => p.key} empty={<Empty text="No server has reported yet" />}
      columns={[
        { id: 'server', header: 'Server', cell: (p) => <Name>{p.server}</Name> },
        { id: 'pool', header: 'Pool', low: true, label: 'Pool', cell: (p) => plain(p.name) },
        { id: 'used', header: 'In use', align: 'num', low: true, label: 'In use', cell: (p) => number(p.inUse) },
        { id: 'open', header: 'Open', align: 'num', low: true, label: 'Open', cell: (p) => number(p.open) },
        { id: 'max', header: 'Most', align: 'num', low: true, label: 'Most', cell: (p) => (p.max ? number(p.max) : '0 · unlimited') },
        { id: 'waits', header: 'Waits', align: 'num', low: true, label: 'Waits', cell: (p) => number(p.waits) },
        { id: 'waited', header: 'Waited', align: 'num', low: true, label: 'Waited', cell: (p) => `${number(p.waitSeconds)} s` },
      ]}
    />
  )
}

function Upkeep({ runs }: { runs: Run[] }) {
  return (
    <DataTable
      caption="Upkeep" rows={runs} rowKey={(r) => r.at} empty={<Empty text="Nothing was removed yet: what has had its time goes at 00:00 UTC" />}
      columns={[
        { id: 'at', header: 'When', cell: (r) => <Time at={r.at} /> },
        { id: 'took', header: 'Took', align: 'num', low: true, label: 'Took', cell: (r) => `${number(r.seconds)} s` },
        { id: 'removed', header: 'Removed', low: true, label: 'Removed', cell: (r) => Object.entries(r.removed).map(([kind, n]) => `${number(n)} ${kind.replaceAll('_', ' ')}`).join(', ') || <span className="muted">Nothing</span> },
        { id: 'failed', header: 'Failed', low: true, label: 'Failed', cell: (r) => (r.failed.length ? <Badge tone="warning">{r.failed.join(', ').replaceAll('_', ' ')}</Badge> : <span className="muted">Nothing</span>) },
      ]}
    />
  )
}
