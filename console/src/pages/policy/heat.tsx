import type { UseQueryResult } from '@tanstack/react-query'

import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Choice } from '../../parts/Range.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'
import { runsOf } from '../../rego/lines.ts'
import { deadAmong, hitKey, type Found } from './find.ts'
import type { Covered, Hits } from './queries.ts'

export type Heat = '' | 'coverage' | 'hits'

export function heatOf(address: Record<string, string | undefined>): Heat {
  return address.heat === 'coverage' || address.heat === 'hits' ? address.heat : ''
}

/** HeatChoice is what is shown beside the lines of a source. */
export function HeatChoice() {
  return <Choice label="Heat" name="heat" options={[{ value: '', label: 'None' }, { value: 'coverage', label: 'Coverage' }, { value: 'hits', label: 'Hits' }]} />
}

/** HitsNote says what was counted, or why nothing was. */
export function HitsNote({ query }: { query: UseQueryResult<{ hits: Hits; complete: boolean }> }) {
  if (query.isError) return <Refusal error={query.error} level={3} />
  if (!query.data) return <p className="meta" role="status">Counting hits</p>
  return <p className="meta section-gap">Hits of a rule with a code are what it refused; those of a grant, what was permitted of the actions that its package decides. {query.data.complete ? 'All decisions of the last 7 days were counted.' : 'Only the newest 200 000 decisions of each outcome were counted.'}</p>
}

export function DeadRules({ base, found, hits }: { base: string; found: Found[]; hits: Hits }) {
  const dead = deadAmong(found, hits)
  return (
    <Region title="Dead rules" actions={<p className="meta">{plural(dead.length, 'rule')} {dead.length === 1 ? 'has' : 'have'} no hit in the last 7 days</p>}>
      <DataTable
        caption="Dead rules" rows={dead} rowKey={({ file, rule }) => hitKey(file.file, rule.line)} empty={<Empty text="Every rule with a code, and every grant, has a hit in the last 7 days" />}
        columns={[
          { id: 'rule', header: 'Rule', cell: ({ file, rule }) => <RowLink to={base} search={{ file: file.file, line: String(rule.line), heat: 'hits' }}><Name>{rule.title || rule.name}</Name></RowLink> },
          { id: 'code', header: 'Code', low: true, cell: ({ rule }) => <code>{rule.code}</code> },
          { id: 'file', header: 'File and line', low: true, cell: ({ file, rule }) => <code>{file.file}:{rule.line}</code> },
        ]}
      />
    </Region>
  )
}

/** CoverageOf is what the marks beside the lines say, as a table. */
export function CoverageOf({ coverage }: { coverage: Covered }) {
  if (coverage.state === 'measuring') return <p className="meta" role="status">Coverage is being measured</p>
  if (coverage.state === 'failed') return <p className="meta" role="status">Coverage could not be measured: {coverage.problem}</p>
  const runs = runsOf(coverage)
  const gaps = runs.filter((r) => !r.covered).length
  return (
    <details className="disc">
      <summary>Lines: {gaps === 0 ? 'the policy’s tests evaluate all' : `${plural(gaps, 'run')} that no test evaluates`}</summary>
      <div className="in">
        <DataTable
          caption="Lines" rows={runs} rowKey={(r) => `${r.from}-${r.covered}`} empty={<Empty text="The file has no lines that tests could evaluate" />}
          columns={[
            { id: 'lines', header: 'Lines', cell: (r) => (r.from === r.to ? r.from : `${r.from}–${r.to}`) },
            { id: 'covered', header: 'Coverage', cell: (r) => <span className={`mark ${r.covered ? 'permitted' : 'refused'}`}><span aria-hidden="true">{r.covered ? '✓' : '✕'}</span> {r.covered ? 'covered' : 'not covered'}</span> },
          ]}
        />
      </div>
    </details>
  )
}
