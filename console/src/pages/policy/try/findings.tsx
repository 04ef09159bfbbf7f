import { DataTable } from '../../../parts/DataTable.tsx'
import { Refusal } from '../../../parts/Refusal.tsx'
import { Empty, Region } from '../../../parts/Page.tsx'
import { plain, plural } from '../../../parts/text.ts'
import { inOrder, type Checked, type Checks, type Finding, type TestCase } from './checks.ts'

interface Props {
  checks: Checks
  stale: boolean
  onOpen: (file: string, line: number) => void
}

/** Findings are what is wrong with the draft, with its place. */
export function Findings({ checks, stale, onOpen }: Props) {
  const { checked, error, busy } = checks
  const failing = checked?.findings.filter((f) => !f.warning).length ?? 0
  const state = busy ? 'Checking' : stale ? 'The draft has changed since' : checked ? (checked.passed ? 'Nothing is wrong' : plural(failing, 'finding')) : ''
  return (
    <Region title="Findings" actions={<p className="meta" role="status">{state}</p>}>
      {error && !busy && <Refusal error={error} level={3} />}
      {checked && (
        <DataTable
          caption="Findings" rows={inOrder(checked.findings)} rowKey={(f) => JSON.stringify(f)} empty={<Empty text="Nothing is wrong with the draft" />}
          columns={[
            { id: 'message', header: 'Finding', cell: (f) => <><span className={`mark ${f.warning ? 'warning' : 'refused'}`}><span aria-hidden="true">{f.warning ? '▲' : '✕'}</span> {f.warning ? 'warning' : 'error'}</span> <span className="wrap pre">{plain(f.message)}</span></> },
            { id: 'place', header: 'File and line', low: true, cell: (f) => place(f, onOpen) },
            { id: 'step', header: 'Step', low: true, cell: (f) => f.step },
          ]}
        />
      )}
      {!checked && !error && !busy && <div className="tablebox"><Empty text="The draft is checked once it has not changed for a moment" /></div>}
    </Region>
  )
}

function place(f: Finding, onOpen: Props['onOpen']) {
  if (!f.file) return <span className="muted">The whole policy</span>
  return <button type="button" className="link" onClick={() => onOpen(f.file!, f.row ?? 1)}><code>{f.file}{f.row ? `:${f.row}` : ''}</code></button>
}

/** Tests are what each test came to, those that fail first, and what they cover. */
export function Tests({ checked, onOpen }: { checked: Checked; onOpen: Props['onOpen'] }) {
  const tests = checked.tests ?? []
  const failed = tests.filter((t) => !t.passed)
  const sorted = [...failed, ...tests.filter((t) => t.passed)]
  return (
    <>
      <Region title="Tests" actions={<p className="meta">{plural(tests.length - failed.length, 'test')} passed, {failed.length} failed</p>}>
        <DataTable
          caption="Tests" rows={sorted} rowKey={(t: TestCase) => `${t.file}:${t.line}:${t.name}`} empty={<Empty text="The draft has no test that could be run" />}
          columns={[
            { id: 'name', header: 'Test', cell: (t) => <><span className={`mark ${t.passed ? 'permitted' : 'refused'}`}><span aria-hidden="true">{t.passed ? '✓' : '✕'}</span> {t.skipped ? 'skipped' : t.passed ? 'passed' : 'failed'}</span> <code>{plain(t.name.replace(/^data\.authz\./, ''))}</code></> },
            { id: 'file', header: 'File and line', low: true, cell: (t) => <button type="button" className="link" onClick={() => onOpen(t.file, t.line)}><code>{t.file}:{t.line}</code></button> },
            { id: 'output', header: 'Output', low: true, cell: (t) => t.output && <span className="wrap pre">{plain(t.output)}</span> },
          ]}
        />
      </Region>
      <Coverage checked={checked} onOpen={onOpen} />
    </>
  )
}

function Coverage({ checked, onOpen }: { checked: Checked; onOpen: Props['onOpen'] }) {
  const gaps = Object.entries(checked.coverage ?? {}).filter(([, lines]) => lines.notCovered.length > 0).sort(([a], [b]) => a.localeCompare(b))
  return (
    <Region title="Coverage">
      <DataTable
        caption="Lines that no test evaluates" rows={gaps} rowKey={([file]) => file} empty={<Empty text="The tests evaluate every line" />}
        columns={[
          { id: 'file', header: 'File', cell: ([file]) => <code>{file}</code> },
          { id: 'lines', header: 'Lines that no test evaluates', low: true, cell: ([file, lines]) => <span className="badges">{lines.notCovered.map(([from, to]) => <button key={from} type="button" className="link" onClick={() => onOpen(file, from)}>{from === to ? from : `${from}–${to}`}</button>)}</span> },
        ]}
      />
    </Region>
  )
}
