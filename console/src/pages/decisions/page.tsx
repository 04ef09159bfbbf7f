import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'

import { asApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import { useProjects } from '../../api/queries.ts'
import type { Decision, Summary } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { Tabs } from '../../app/frame.tsx'
import { useAddress, useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { Columns } from '../../parts/Chart.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { useColumns } from '../../parts/ColumnChoice.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { download } from '../../parts/download.ts'
import { Loading } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Choice, RangeFilter, between, type Between } from '../../parts/Range.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Outcome, Time } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'
import { useLive } from './live.ts'
import { resourceText, subjectText } from './resource.ts'

const perPage = 100

interface DecisionPage {
  decisions: Decision[]
  next?: string | null
  totalCount?: number
}

export function Decisions() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const [paused, setPaused] = useState(false)
  const projects = useProjects()
  const reasons = useQuery({ queryKey: ['reasons'], staleTime: Infinity, queryFn: async ({ signal }) => (await api<{ reasons: { code: string }[] }>('/api/v1/authz/reasons', { signal })).reasons })
  const filters: Record<string, string | undefined> = {
    permitted: address.outcome === 'permitted' ? 'true' : address.outcome === 'refused' ? 'false' : undefined,
    code: address.code, action: address.action, resource: address.resource, projectId: address.project, subject: address.subject, ip: address.ip,
    requestId: address.request, policyDigest: address.policy, stage: address.stage,
  }
  const range = between(address, '1h')
  const key = [filters, address.range, address.from, address.to]
  const log = useInfiniteQuery({
    queryKey: ['decisions', ...key],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) => {
      const { from, to, open } = between(address, '1h')
      return api<DecisionPage>('/api/v1/authz/decisions', { signal, query: { ...filters, from, to: open ? undefined : to, before: pageParam, limit: perPage } })
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const held = log.data?.pages.flatMap((p) => p.decisions)
  const live = useLive(range.open && log.isSuccess && !paused && address.live !== 'off', filters, held?.[0]?.id ?? '')
  const known = new Set(held?.map((d) => d.id))
  const rows = held && [...live.rows.filter((d) => !known.has(d.id)), ...held]
  const { shown, button: chooseColumns } = useColumns(useMemo(() => columns(orgId), [orgId]))
  const filtered = Object.values(filters).some(Boolean)
  const clear = () => change({ outcome: undefined, code: undefined, action: undefined, resource: undefined, project: undefined, subject: undefined, ip: undefined, request: undefined, policy: undefined, stage: undefined })
  return (
    <Page title="Decisions" lead="Every question that was asked and how the policy answered it" actions={<Button onClick={() => rows && download('decisions.jsonl', 'application/jsonl', rows.map((r) => JSON.stringify(r)).join('\n') + '\n')}>Export JSONL</Button>}>
      <Tabs second label="Views" items={views.map((v) => ({ to: `/org/${orgId}/decisions`, text: v.text, search: { ...v.search, hide: address.hide }, current: isView(v.search, address) }))} />
      <PerMinute address={address} filters={filters} onRange={(from, to) => change({ from, to, range: undefined })} />
      <div className="bar filters">
        <Choice label="Outcome" name="outcome" options={[{ value: '', label: 'All' }, { value: 'permitted', label: 'Permitted' }, { value: 'refused', label: 'Refused' }]} />
        <div className="filter"><Combobox label="Reason code" hideLabel placeholder="Any reason" value={address.code ?? ''} onChange={(code) => change({ code })} options={[{ value: '', label: 'Any reason' }, ...(reasons.data ?? []).map((r) => ({ value: r.code, label: r.code }))]} /></div>
        <div className="filter"><Combobox label="Project" hideLabel placeholder="Any project" value={address.project ?? ''} onChange={(project) => change({ project })} options={[{ value: '', label: 'Any project' }, ...(projects.data ?? []).map((p) => ({ value: p.id, label: p.name }))]} /></div>
        <Words label="Subject" name="subject" hint="Name or id" />
        <Words label="Action" name="action" />
        <Words label="Resource" name="resource" />
        <Words label="Address" name="ip" />
        <Words label="Request or decision id" name="request" />
        <RangeFilter usual="1h" />
      </div>
      <div className="bar">
        <label className="switch">
          <input type="checkbox" role="switch" aria-label="Live" checked={address.live !== 'off' && range.open} aria-disabled={!range.open || undefined} onChange={(e) => range.open && change({ live: e.target.checked ? undefined : 'off' })} />
          <span>Live</span>
        </label>
        {range.open && address.live !== 'off' && <Button onClick={() => setPaused(!paused)} aria-pressed={paused}>{paused ? 'Go on' : 'Pause'}</Button>}
        {live.gap > 0 && <span className="meta">{live.gap} not shown</span>}
        {live.ended && <span className="meta">Live ended: {live.ended.message}</span>}
        {filtered && <Button kind="quiet" onClick={clear}>Clear filters</Button>}
        <span className="grow" />
        {chooseColumns}
        <Button onClick={() => void navigator.clipboard.writeText(location.href).then(() => announce('Copied'))}>Copy link to this view</Button>
      </div>
      {log.isError ? <Refusal error={log.error} retry={() => void log.refetch()} /> : !rows ? <Loading /> : (
        <DataTable
          caption="Decisions" rows={rows} rowKey={(d) => d.id}
          empty={<Empty text={filtered ? 'No decisions match' : 'Nothing was decided in this time range'}>{filtered && <Button onClick={clear}>Clear filters</Button>}</Empty>}
          foot={<><span>{plural(rows.length, 'decision')}{log.hasNextPage && ', and older ones'}</span>{log.hasNextPage && <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>Show older</Button>}</>}
          columns={shown}
        />
      )}
    </Page>
  )
}

const columns = (orgId: string): Column<Decision>[] => [
  { id: 'time', header: 'Time', cell: (d) => <Time at={d.time} /> },
  { id: 'outcome', header: 'Outcome', low: true, cell: (d) => <Outcome permitted={d.permitted} /> },
  { id: 'subject', header: 'Subject', low: true, cell: (d) => <><Name>{subjectText(d.subject)}</Name> <span className="meta">{d.subject.type}</span></> },
  { id: 'action', header: 'Action', low: true, cell: (d) => d.action },
  { id: 'resource', header: 'Resource', low: true, cell: (d) => <Name>{resourceText(d.resource)}</Name> },
  { id: 'reason', header: 'Reason', low: true, cell: (d) => d.reasons.map((r) => <code key={r.code} className="reasoncode">{r.code}</code>) },
  { id: 'ip', header: 'Address', low: true, cell: (d) => d.ip },
  { id: 'why', header: 'Why', hideHeader: true, align: 'acts', cell: (d) => <RowLink to={`/org/${orgId}/decisions/${d.id}`}>Why</RowLink> },
]

const views: { text: string; search: Record<string, string> }[] = [
  { text: 'All', search: {} }, { text: 'Refused', search: { outcome: 'refused' } }, { text: 'Refused logins', search: { outcome: 'refused', action: 'login' } },
  { text: 'Values read', search: { action: 'readValue', outcome: 'permitted' } }, { text: 'Beyond privileges', search: { code: 'privilege_boundary' } },
]

/** isView is whether the address filters by just what a view does; the range and the columns are one's own. */
const isView = (search: Record<string, string>, address: Record<string, string | undefined>) =>
  ['outcome', 'code', 'action', 'resource', 'project', 'subject', 'ip', 'request', 'policy', 'stage'].every((name) => (search[name] ?? '') === (address[name] ?? ''))

/** Words is a filter of text; it is asked when it is left or Enter is pressed. */
function Words({ label, name, hint }: { label: string; name: string; hint?: string }) {
  const [address, change] = useAddress()
  const [typed, setTyped] = useState(address[name] ?? '')
  return (
    <form className="search small" onSubmit={(e) => {
      e.preventDefault()
      change({ [name]: typed.trim() })
    }}>
      <Search aria-hidden />
      <input className="input" type="search" aria-label={label} placeholder={hint ? `${label}: ${hint.toLowerCase()}` : label} value={typed} onChange={(e) => setTyped(e.target.value)} onBlur={() => typed.trim() !== (address[name] ?? '') && change({ [name]: typed.trim() })} />
    </form>
  )
}

const most = 120

function PerMinute({ address, filters, onRange }: { address: Record<string, string | undefined>; filters: Record<string, string | undefined>; onRange: (from: string, to: string) => void }) {
  const range = between(address, '1h')
  const span = (Date.parse(range.to) - Date.parse(range.from)) / 1000
  const bucket = [60, 300, 900, 3600, 21_600, 86_400].find((s) => span / s <= most) ?? 86_400
  const summary = useQuery({
    queryKey: ['summary', filters, address.range, address.from, address.to],
    retry: false,
    refetchInterval: range.open ? 30_000 : false,
    queryFn: ({ signal }) => {
      const { from, to } = between(address, '1h')
      return api<Summary>('/api/v1/authz/decisions/summary', { signal, query: { ...filters, from, to, bucket, by: 'outcome' } })
    },
  })
  if (summary.isError) return asApiError(summary.error).status === 403 ? <Refusal error={summary.error} /> : null
  const buckets = everyBucket(summary.data?.buckets ?? [], range, bucket * 1000)
  const sum = (k: 'permitted' | 'refused') => buckets.reduce((n, b) => n + b[k], 0)
  return (
    <Columns
      title="Decisions per minute" seconds={bucket} buckets={buckets} onRange={onRange}
      says={`${sum('permitted').toLocaleString('en')} permitted, ${sum('refused').toLocaleString('en')} refused; a bar is ${bucket === 60 ? 'a minute' : `${bucket / 60} minutes`}`}
    />
  )
}

/** everyBucket puts empty buckets where the server counted nothing. */
function everyBucket(found: Summary['buckets'], range: Between, size: number): { start: string; permitted: number; refused: number }[] {
  const counted = new Map(found.map((b) => [Date.parse(b.start), b.values]))
  const shift = found.length ? Date.parse(found[0].start) % size : 0
  const all = []
  for (let at = Math.floor((Date.parse(range.from) - shift) / size) * size + shift; at < Date.parse(range.to); at += size) {
    all.push({ start: new Date(at).toISOString(), permitted: counted.get(at)?.permitted ?? 0, refused: counted.get(at)?.refused ?? 0 })
  }
  return all
}
