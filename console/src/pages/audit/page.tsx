import { useInfiniteQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import type { AuditLog } from '../../api/types.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { csv, download } from '../../parts/download.ts'
import { Loading } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Choice, RangeFilter, between } from '../../parts/Range.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Outcome, Time } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'

const perPage = 100

const text = (x: unknown) => (typeof x === 'string' ? x : '')

function resource(log: AuditLog): string {
  const m = log.event.metadata
  const place = m.environment ? `${text(m.environment)}:${text(m.secretPath)}` : ''
  return [text(m.resourceType), text(m.secretName) || text(m.name), place].filter(Boolean).join(' ')
}

function actor(log: AuditLog): string {
  return log.actor.metadata.email ?? log.actor.metadata.name ?? log.actor.type
}

export function AuditLogPage() {
  const { orgId, projectId } = useHere()
  const [address, change] = useAddress()
  const path = projectId ? `/api/v1/workspace/${projectId}/audit-logs` : '/api/v1/organization/audit-logs'
  const filters = { eventType: address.event, userAgentType: address.client, actorType: address.actor }
  const key = [address.range, address.from, address.to]
  const logs = useInfiniteQuery({
    queryKey: ['audit', path, filters, key],
    initialPageParam: 0,
    queryFn: async ({ signal, pageParam }) => {
      const range = between(address)
      return (await api<{ auditLogs: AuditLog[] }>(path, { signal, query: { ...filters, startDate: range.from, endDate: range.open ? undefined : range.to, limit: perPage, offset: pageParam } })).auditLogs
    },
    getNextPageParam: (last, all) => (last.length < perPage ? undefined : all.length * perPage),
  })
  const all = logs.data?.pages.flat()
  const rows = all?.filter((l) => !address.outcome || (address.outcome === 'permitted') === (l.event.metadata.permitted !== false))
  const events = [...new Set([...(all ?? []).map((l) => l.event.type), ...(address.event ? [address.event] : [])])].sort()
  const exportAs = (kind: 'csv' | 'jsonl') => {
    if (!rows) return
    if (kind === 'jsonl') return download('audit-log.jsonl', 'application/jsonl', rows.map((r) => JSON.stringify(r)).join('\n') + '\n')
    download('audit-log.csv', 'text/csv', csv(
      ['Time', 'Actor', 'Event', 'Resource', 'Outcome', 'Address', 'Client', 'Decision'],
      rows.map((r) => [r.createdAt, actor(r), r.event.type, resource(r), r.event.metadata.permitted === false ? 'Refused' : 'Permitted', r.ipAddress, r.userAgentType, text(r.event.metadata.decisionId)]),
    ))
  }
  return (
    <Page title="Audit Log" lead="Who did what. Every entry is a decision, and its page says why." actions={<><Button onClick={() => exportAs('csv')}>Export CSV</Button><Button onClick={() => exportAs('jsonl')}>Export JSONL</Button></>}>
      <div className="bar filters">
        <div className="filter"><Combobox label="Event" hideLabel placeholder="Any event" value={address.event ?? ''} onChange={(event) => change({ event })} options={[{ value: '', label: 'Any event' }, ...events.map((e) => ({ value: e, label: e }))]} /></div>
        <Choice label="Actor" name="actor" options={[{ value: '', label: 'Any' }, { value: 'user', label: 'Users' }, { value: 'identity', label: 'Identities' }, { value: 'service', label: 'Service tokens' }]} />
        <Choice label="Client" name="client" options={[{ value: '', label: 'Any' }, ...['web', 'cli', 'terraform', 'sdk', 'k8-operator', 'other'].map((c) => ({ value: c, label: c }))]} />
        <Choice label="Outcome" name="outcome" options={[{ value: '', label: 'All' }, { value: 'permitted', label: 'Permitted' }, { value: 'refused', label: 'Refused' }]} />
        <RangeFilter usual="24h" />
      </div>
      {logs.isError ? <Refusal error={logs.error} retry={() => void logs.refetch()} /> : !rows ? <Loading /> : (
        <DataTable
          caption="Audit Log" rows={rows} rowKey={(l) => l.id}
          empty={<Empty text="Nothing recorded in this time range">{(address.event || address.client || address.actor || address.outcome) && <Button onClick={() => change({ event: undefined, client: undefined, actor: undefined, outcome: undefined })}>Clear filters</Button>}</Empty>}
          foot={<><span>{plural(rows.length, 'event')}</span>{logs.hasNextPage && <Button busy={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>Show older</Button>}</>}
          columns={[
            { id: 'time', header: 'Time', cell: (l) => <Time at={l.createdAt} /> },
            { id: 'actor', header: 'Actor', low: true, cell: (l) => <Name>{actor(l)}</Name> },
            { id: 'event', header: 'Event', low: true, cell: (l) => <code>{l.event.type}</code> },
            { id: 'resource', header: 'Resource', low: true, cell: (l) => <Name>{resource(l)}</Name> },
            { id: 'outcome', header: 'Outcome', low: true, cell: (l) => <Outcome permitted={l.event.metadata.permitted !== false} /> },
            { id: 'ip', header: 'Address', low: true, cell: (l) => l.ipAddress },
            { id: 'client', header: 'Client', low: true, cell: (l) => l.userAgentType },
            { id: 'why', header: 'Decision', hideHeader: true, align: 'acts', cell: (l) => <RowLink to={`/org/${orgId}/decisions/${text(l.event.metadata.decisionId) || l.id}`}>Decision</RowLink> },
          ]}
        />
      )}
    </Page>
  )
}
