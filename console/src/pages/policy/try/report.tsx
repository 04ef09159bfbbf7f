import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import { api } from '../../../api/http.ts'
import { Button } from '../../../parts/Button.tsx'
import { CopyButton } from '../../../parts/Copy.tsx'
import { DataTable } from '../../../parts/DataTable.tsx'
import { SelectField } from '../../../parts/Field.tsx'
import { Load } from '../../../parts/Load.tsx'
import { Empty, Region } from '../../../parts/Page.tsx'
import { download } from '../../../parts/download.ts'
import { plain, plural } from '../../../parts/text.ts'
import { UnderPolicy, type Simulation } from '../under-policy.tsx'
import type { Files } from './draft.ts'
import { markdown, said, verbs, whole } from './markdown.ts'
import { grouped, maxFlips, Sent, type Flip, type Group, type Report } from './replay.ts'

const tones = { permits: 'warning', denies: 'refused', members: 'warning' }
const signs = { permits: '▲', denies: '✕', members: '▲' }
const at = 200

/** ReplayReport is which recorded requests the draft decides otherwise, what is dangerous first. */
export function ReplayReport({ report, of, stale }: { report: Report; of: Files; stale: boolean }) {
  const [open, setOpen] = useState<string>()
  const groups = useMemo(() => grouped(report.flips), [report])
  const group = groups.find((g) => g.key === open)
  const flips = report.counts.permits + report.counts.denies + report.counts.members
  return (
    <Region
      title="Replay report"
      actions={<>
        <CopyButton name="Copy as Markdown" text="Copy as Markdown" value={() => Promise.resolve(markdown(report))} />
        <Button onClick={() => download('replay.json', 'application/json', JSON.stringify(report, null, 2))}>Download JSON</Button>
      </>}
    >
      {stale && <p className="meta">The draft has changed since: this is of the draft as it was.</p>}
      <ul className="counts">{said(report).map((line, i) => <li key={i} className={i === 0 && report.counts.permits ? 'mark warning' : i === 1 && report.counts.denies ? 'mark refused' : undefined}>{line}</li>)}</ul>
      <p className="meta section-gap">{whole(report)}{flips > maxFlips && ` Only ${maxFlips} flips are kept here: narrow the range to see the others.`} Nothing is stored on the server.</p>
      <DataTable
        caption="Flips" rows={groups} rowKey={(g) => g.key} selected={open} empty={<Empty text="The draft decides every request of the range as it was decided" />} foot={<span>{plural(flips, 'request')} in {plural(groups.length, 'group')}</span>}
        columns={[
          { id: 'kind', header: 'Flip', cell: (g) => <span className={`mark ${tones[g.kind]}`}><span aria-hidden="true">{signs[g.kind]}</span> {verbs[g.kind]}</span> },
          { id: 'subject', header: 'Subject', low: true, cell: (g) => plain(g.subject) },
          { id: 'project', header: 'Project', low: true, cell: (g) => plain(g.project) || '–' },
          { id: 'rule', header: 'Rule', low: true, cell: (g) => <code>{plain(g.rules)}</code> },
          { id: 'count', header: 'Requests', align: 'num', low: true, label: 'Requests', sort: (a, b) => a.flips.length - b.flips.length, cell: (g) => g.flips.length },
          { id: 'open', header: 'Open', hideHeader: true, align: 'acts', cell: (g) => <Button kind="quiet" name={`Explain ${verbs[g.kind]}: ${plain(g.subject)}, ${plain(g.rules)}`} aria-expanded={g.key === open} onClick={() => setOpen(g.key === open ? undefined : g.key)}>Explain</Button> },
        ]}
      />
      {group && <Explained key={group.key} group={group} of={of} />}
    </Region>
  )
}

/** Explained are both explanations of one request of a group, side by side. */
function Explained({ group, of }: { group: Group; of: Files }) {
  const [chosen, setChosen] = useState(group.flips[0].decisionId)
  const sent = useMemo(() => new Sent(of), [of])
  const query = useQuery({
    queryKey: ['policy', 'flip', chosen], retry: false, gcTime: 0,
    queryFn: ({ signal }) => sent.ask((candidateId) => api<Simulation>('/api/v1/authz/simulate', { method: 'POST', body: { decisionId: chosen, policies: ['active'], candidateId }, signal }), signal),
  })
  return (
    <div className="section">
      <SelectField label="Request" value={chosen} onChange={setChosen} options={group.flips.slice(0, at).map((f) => ({ value: f.decisionId, label: request(f) }))} hint={group.flips.length > at ? `The first ${at} of ${group.flips.length}` : undefined} />
      <Load query={query} level={3}>
        {(s) => <div className="columns">{s.results.map((r) => <UnderPolicy key={r.policy} r={r} differs />)}</div>}
      </Load>
    </div>
  )
}

function request(f: Flip): string {
  const place = f.properties.environment ? ` in ${f.properties.environment}:${f.properties.secretPath ?? '/'}` : ''
  return plain(`${f.action} on ${f.resource} ${f.properties.secretName ?? f.resourceName ?? ''}${place}, ${f.time.slice(0, 19).replace('T', ' ')} UTC`.replaceAll('  ', ' '))
}
