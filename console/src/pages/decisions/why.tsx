import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import type { MissingPermission } from '../../api/errors.ts'
import type { Decision } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { CopyButton } from '../../parts/Copy.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { CheckField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { CompareLink, Reasons } from '../../parts/Refusal.tsx'
import { Badge, Name, Outcome, Time } from '../../parts/Values.tsx'
import { exact, middle, plain } from '../../parts/text.ts'
import { resourceText, sentenceOf } from './resource.ts'

interface Value {
  ref: string
  value?: unknown
  absent?: boolean
  entries?: number
}

interface Fired {
  package: string
  rule: string
  file: string
  line: number
  title?: string
  description?: string
  code?: string
  remediation?: string
  values: Value[]
  helpers?: Value[]
}

interface Near {
  grant: string
  effect: string
  lacks: { field: string; wants: unknown; request?: unknown }[]
}

interface Explained extends Decision {
  missingPermissions?: MissingPermission[]
  explanation?: { decision: { permitted: boolean }; rules: Fired[]; near: Near[] }
  policyChanged: boolean
}

export function Why() {
  const { decisionId } = useHere()
  const query = useQuery({ queryKey: ['decision', decisionId], queryFn: async ({ signal }) => (await api<{ decision: Explained }>(`/api/v1/authz/decisions/${decisionId}`, { signal })).decision })
  return <Load query={query}>{(d) => <Shown d={d} />}</Load>
}

/** order puts what forbids first, then what grants, and what must be done last. */
const order = { deny: 0, grant: 1, missing: 2, obligation: 3 } as Record<string, number>

function Shown({ d }: { d: Explained }) {
  const { orgId } = useHere()
  const rules = [...(d.explanation?.rules ?? [])].sort((a, b) => (order[a.rule] ?? 9) - (order[b.rule] ?? 9))
  const deciding = rules.filter((r) => r.rule !== 'obligation')
  return (
    <Page
      title="Why" lead={<><Name>{sentenceOf(d)}</Name>, <Time at={d.time} /></>}
      actions={<><CopyLink /><CopyButton name="Copy as JSON" value={JSON.stringify(d, null, 2)} text="Copy as JSON" /></>}
    >
      {d.policyChanged && (
        <div className="note warning">
          <h2><span className="mark warning" aria-hidden="true">▲</span> Another policy is in force now</h2>
          <p>{d.explanation ? (d.explanation.decision.permitted === d.permitted ? 'It would decide the same. What is below is what it makes of the request.' : 'It would decide otherwise. What is below is what it makes of the request.') : 'What is below is what was recorded.'}</p>
        </div>
      )}
      <div className="columns">
        <Region title="Reasons">
          {d.permitted ? <p className="form"><Outcome permitted /> <span>{d.grants?.map((g) => <Badge key={g} tone="permitted">{g}</Badge>)}</span></p>
            : <div className="note refused"><Reasons reasons={d.reasons} missing={d.missingPermissions} />{d.explanation && <CompareLink decisionId={d.id} reasons={d.reasons} />}</div>}
        </Region>
        <Region title="The request">
          <dl className="dl">
            <dt>Subject</dt><dd><Name>{d.subject.name ?? ''}</Name> {d.subject.type} {d.subject.id && <code>{middle(d.subject.id)}</code>}</dd>
            <dt>Action</dt><dd>{d.action}</dd>
            <dt>Resource</dt><dd><Name>{resourceText(d.resource)}</Name></dd>
            {d.projectId && <><dt>Project</dt><dd><Name>{d.projectName ?? middle(d.projectId)}</Name></dd></>}
            <dt>Route</dt><dd><code>{d.route}</code></dd>
            <dt>Address</dt><dd>{d.ip || '–'}</dd>
            <dt>Client</dt><dd><Name>{d.userAgent}</Name></dd>
            <dt>Time</dt><dd>{exact(d.time)}</dd>
            <dt>Request</dt><dd><code>{d.requestId}</code></dd>
            <dt>Policy</dt><dd>revision {d.policy?.revision} · <code>{middle(d.policy?.digest ?? '')}</code>{d.stage && <> · {d.stage}</>}</dd>
          </dl>
        </Region>
      </div>
      {!d.explanation ? <p className="muted section">You see what the answer to the request said. Readers of the decision log see the rules and values as well.</p> : (
        <>
          <Region title="Rules that fired">
            <DataTable
              caption="Rules" rows={rules} rowKey={(r) => `${r.file}:${r.line}`} empty={<Empty text="No rule spoke for the request, so it was refused" />}
              columns={[
                { id: 'rule', header: 'Rule', cell: (r) => <><span className={`mark ${r.rule === 'deny' ? 'refused' : r.rule === 'grant' ? 'permitted' : ''}`}><span aria-hidden="true">{r.rule === 'deny' ? '✕' : r.rule === 'grant' ? '✓' : '·'}</span> {r.rule}</span> {r.title ?? r.package}</> },
                { id: 'file', header: 'File and line', low: true, cell: (r) => <Link to={`/org/${orgId}/policy/rules` as never} search={{ file: r.file, line: String(r.line) } as never}><code>{r.file}:{r.line}</code></Link> },
                { id: 'code', header: 'Code', low: true, cell: (r) => r.code && <code>{r.code}</code> },
              ]}
            />
          </Region>
          <Values rules={deciding} />
          <Region title="Grants that came near">
            <DataTable
              caption="Grant" rows={d.explanation.near} rowKey={(n) => n.grant + n.effect + JSON.stringify(n.lacks)} empty={<Empty text="No other role or privilege speaks about this resource" />}
              columns={[
                { id: 'grant', header: 'Grant', cell: (n) => <><code>{n.grant}</code>{n.effect === 'deny' && <> <Badge tone="refused">forbids</Badge></>}</> },
                { id: 'lacks', header: 'Lacks', low: true, cell: (n) => n.lacks.map((l) => `${l.field}: wants ${said(l.wants)}, was ${said(l.request)}`).join('; ') || '–' },
              ]}
            />
          </Region>
        </>
      )}
    </Page>
  )
}

function said(x: unknown): string {
  return x === undefined || x === null ? 'absent' : typeof x === 'string' ? x : JSON.stringify(x)
}

function Values({ rules }: { rules: Fired[] }) {
  const [only, setOnly] = useState(true)
  const decided = rules.filter((r) => r.rule === 'deny').length ? rules.filter((r) => r.rule === 'deny') : rules
  const values = new Map((only ? decided : rules).flatMap((r) => [...r.values, ...(r.helpers ?? [])]).map((v) => [v.ref, v]))
  return (
    <Region title="Values" actions={<CheckField label="Only what decided" checked={only} onChange={setOnly} />}>
      <DataTable
        caption="Values" rows={[...values.values()]} rowKey={(v) => v.ref} empty={<Empty text="The rules looked at nothing" />}
        columns={[
          { id: 'ref', header: 'Reference', cell: (v) => <code>{v.ref}</code> },
          { id: 'value', header: 'Value', low: true, cell: (v) => v.absent ? <span className="muted">absent</span> : v.entries && v.value === undefined ? `${v.entries} entries` : <code className="wrap">{plain(JSON.stringify(v.value))}</code> },
        ]}
      />
    </Region>
  )
}

function CopyLink() {
  return <Button onClick={() => void navigator.clipboard.writeText(location.href).then(() => announce('Copied'))}>Copy link</Button>
}
