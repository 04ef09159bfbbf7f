import { useId, useRef, useState, type KeyboardEvent } from 'react'

import { Name } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { grantWords, kindWords, type Matrix } from './matrix.ts'

interface Props {
  m: Matrix
  onOpen: (row: number, column: number) => void
}

/** Grid is the matrix: one cell is in the order of Tab, and the arrow keys lead to the others. */
export function Grid({ m, onOpen }: Props) {
  const [at, setAt] = useState({ row: 0, column: 0 })
  const table = useRef<HTMLTableElement>(null)
  const id = useId()
  const words = [...new Set(m.cells.flat().map((c) => grantWords(m, c)))]
  const row = Math.min(at.row, m.subjects.length - 1)
  const column = Math.min(at.column, m.columns.length - 1)
  const go = (nextRow: number, nextColumn: number) => {
    const next = { row: within(nextRow, m.subjects.length), column: within(nextColumn, m.columns.length) }
    setAt(next)
    const cell = table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.column}"]`)
    cell?.focus()
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? m.subjects.length : row, m.columns.length], PageUp: [row - 10, column], PageDown: [row + 10, column],
    }
    const move = moves[event.key]
    if (move) go(...move)
    else if (event.key === 'Enter' || event.key === ' ') onOpen(row, column)
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className="tablebox scrolls matrix" role="region" aria-label="Access, scrolls sideways" tabIndex={0}>
        <table ref={table} className="table" role="grid" aria-label="Access" aria-rowcount={m.next ? -1 : m.subjects.length + 2} onKeyDown={onKeyDown}>
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader" rowSpan={2}>Subject</th>
              {spans(m).map((s) => <th key={s.environment} scope="colgroup" role="columnheader" colSpan={s.columns} aria-colspan={s.columns} className="begins"><bdi>{plain(s.environment)}</bdi></th>)}
            </tr>
            <tr role="row">{m.columns.map((c, i) => <th key={`${c.environment} ${c.action}`} scope="col" role="columnheader" className={begins(m, i)}><code>{c.action}</code></th>)}</tr>
          </thead>
          <tbody role="rowgroup">
            {m.subjects.map((s, i) => (
              <tr key={s.type + s.id} role="row">
                <th scope="row" role="rowheader"><Name>{s.name || s.id}</Name> <span className="meta">{kindWords[s.type] ?? s.type}</span></th>
                {m.cells[i].map((c, j) => (
                  <td
                    key={j} role="gridcell" data-cell={`${i}-${j}`} tabIndex={i === row && j === column ? 0 : -1} className={`cell ${begins(m, j)}`} aria-describedby={`${id}${words.indexOf(grantWords(m, c))}`}
                    onClick={() => onOpen(i, j)} onFocus={() => setAt({ row: i, column: j })}
                  >
                    <span className={`mark ${c.permitted ? 'permitted' : 'refused'}`}><span aria-hidden="true">{c.permitted ? '✓' : '✕'}</span><span className="sr">{c.permitted ? 'Permitted' : 'Refused'}</span></span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {words.map((w, i) => <span key={w} id={`${id}${i}`} hidden>{plain(w)}</span>)}
    </>
  )
}

const within = (n: number, count: number) => Math.max(0, Math.min(count - 1, n))

/** begins marks the first column of an environment. */
const begins = (m: Matrix, i: number) => (i === 0 || m.columns[i].environment !== m.columns[i - 1].environment ? 'begins' : '')

function spans(m: Matrix): { environment: string; columns: number }[] {
  const found: { environment: string; columns: number }[] = []
  for (const { environment } of m.columns) {
    const last = found[found.length - 1]
    if (last?.environment === environment) last.columns++
    else found.push({ environment, columns: 1 })
  }
  return found
}
