import type { PolicyState } from '../../api/types.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { Load } from '../../parts/Load.tsx'
import { Region } from '../../parts/Page.tsx'
import { plain, plural } from '../../parts/text.ts'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { usePolicy } from './queries.ts'

/** ServersOfPolicy is which policy each server of the database has in force. */
export function ServersOfPolicy() {
  const query = usePolicy()
  return <Region title="Servers"><Load query={query} level={3}>{(p) => <ServersTable policy={p} />}</Load></Region>
}

export function ServersTable({ policy }: { policy: PolicyState }) {
  const trial = Boolean(policy.candidate)
  const number = (n: number) => n.toLocaleString('en')
  const servers = policy.servers ?? []
  return (
    <DataTable
      caption="Servers" rows={servers} rowKey={(s) => s.id} foot={<span>{plural(servers.length, 'server')}; the first one answered this page</span>}
      columns={[
        { id: 'name', header: 'Server', cell: (s) => <Name>{s.name}</Name> },
        { id: 'force', header: 'In force', low: true, label: 'In force', cell: (s) => <>Revision {s.revision || '–'}{!s.inForce && <> <Badge tone="warning">Behind</Badge></>}{s.problem && <div className="meta wrap">{plain(s.problem)}</div>}</> },
        { id: 'since', header: 'Heard', low: true, label: 'Heard', cell: (s) => (s.silent ? <Badge tone="warning">Silent since <Time at={s.seenAt} /></Badge> : <Time at={s.seenAt} />) },
        { id: 'started', header: 'Started', low: true, label: 'Started', cell: (s) => <Time at={s.startedAt} /> },
        ...(trial ? [
          { id: 'compared', header: 'Compared', align: 'num' as const, low: true, label: 'Compared', cell: (s: (typeof servers)[number]) => number(s.differences.compared) },
          { id: 'refused', header: 'Newly refused', align: 'num' as const, low: true, label: 'Newly refused', cell: (s: (typeof servers)[number]) => number(s.differences.newlyRefused) },
          { id: 'permitted', header: 'Newly permitted', align: 'num' as const, low: true, label: 'Newly permitted', cell: (s: (typeof servers)[number]) => number(s.differences.newlyPermitted) },
          { id: 'failed', header: 'Failed', align: 'num' as const, low: true, label: 'Failed', cell: (s: (typeof servers)[number]) => number(s.differences.failed) },
        ] : []),
      ]}
    />
  )
}
