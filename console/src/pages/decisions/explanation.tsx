import { useState } from 'react'

import { useHere } from '../../app/place.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { CheckField } from '../../parts/Field.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Badge } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'

interface Value {
  ref: string
  value?: unknown
  absent?: boolean
  entries?: number
}

export interface Fired {
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

/** Explanation is why a policy answers a request as it does. */
export interface Explanation {
  decision: { permitted: boolean }
  rules: Fired[]
  near: Near[]
}

/** order puts what forbids first, then what grants, and what must be done last. */
const order = { deny: 0, grant: 1, missing: 2, obligation: 3 } as Record<string, number>

/** ExplanationParts are the rules that fired, what they saw, and the grants that came near; of names the policy where there are several. */
export function ExplanationParts({ explanation, of = '' }: { explanation: Explanation; of?: string }) {
  const { orgId } = useHere()
  const rules = [...explanation.rules].sort((a, b) => (order[a.rule] ?? 9) - (order[b.rule] ?? 9))
  return (
    <>
      <Region title={`Rules that fired${of}`}>
        <DataTable
          caption={`Rules${of}`} rows={rules} rowKey={(r) => `${r.file}:${r.line}`} empty={<Empty text="No rule spoke for the request, so it was refused" />}
          columns={[
            { id: 'rule', header: 'Rule', cell: (r) => <><span className={`mark ${r.rule === 'deny' ? 'refused' : r.rule === 'grant' ? 'permitted' : ''}`}><span aria-hidden="true">{r.rule === 'deny' ? '✕' : r.rule === 'grant' ? '✓' : '·'}</span> {r.rule}</span> {r.title ?? r.package}</> },
            { id: 'file', header: 'File and line', low: true, cell: (r) => <RowLink to={`/org/${orgId}/policy/rules`} search={{ file: r.file, line: String(r.line) }}><code>{r.file}:{r.line}</code></RowLink> },
            { id: 'code', header: 'Code', low: true, cell: (r) => r.code && <code>{r.code}</code> },
          ]}
        />
      </Region>
      <Values rules={rules.filter((r) => r.rule !== 'obligation')} of={of} />
      <Region title={`Grants that came near${of}`}>
        <DataTable
          caption={`Grant${of}`} rows={explanation.near} rowKey={(n) => n.grant + n.effect + JSON.stringify(n.lacks)} empty={<Empty text="No other role or privilege speaks about this resource" />}
          columns={[
            { id: 'grant', header: 'Grant', cell: (n) => <><code>{n.grant}</code>{n.effect === 'deny' && <> <Badge tone="refused">forbids</Badge></>}</> },
            { id: 'lacks', header: 'Lacks', low: true, cell: (n) => n.lacks.map((l) => `${l.field}: wants ${said(l.wants)}, was ${said(l.request)}`).join('; ') || '–' },
          ]}
        />
      </Region>
    </>
  )
}

function said(x: unknown): string {
  return x === undefined || x === null ? 'absent' : typeof x === 'string' ? x : JSON.stringify(x)
}

function Values({ rules, of }: { rules: Fired[]; of: string }) {
  const [only, setOnly] = useState(true)
  const decided = rules.filter((r) => r.rule === 'deny').length ? rules.filter((r) => r.rule === 'deny') : rules
  const values = new Map((only ? decided : rules).flatMap((r) => [...r.values, ...(r.helpers ?? [])]).map((v) => [v.ref, v]))
  return (
    <Region title={`Values${of}`} actions={<CheckField label="Only what decided" checked={only} onChange={setOnly} />}>
      <DataTable
        caption={`Values${of}`} rows={[...values.values()]} rowKey={(v) => v.ref} empty={<Empty text="The rules looked at nothing" />}
        columns={[
          { id: 'ref', header: 'Reference', cell: (v) => <code>{v.ref}</code> },
          { id: 'value', header: 'Value', low: true, cell: (v) => v.absent ? <span className="muted">absent</span> : v.entries && v.value === undefined ? `${v.entries} entries` : <code className="wrap">{plain(JSON.stringify(v.value))}</code> },
        ]}
      />
    </Region>
  )
}
