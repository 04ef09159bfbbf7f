import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

import { Button } from './Button.tsx'

export interface Column<R> {
  id: string
  header: string
  /** hideHeader keeps the header for screen readers alone. */
  hideHeader?: boolean
  cell: (row: R) => ReactNode
  align?: 'num' | 'acts'
  /** low columns fold into the second line of a narrow row. */
  low?: boolean
  /** label says in a folded row what the value is. */
  label?: string
  sort?: (a: R, b: R) => number
  /** sorts is a column by which the server sorts, which the table's order says. */
  sorts?: boolean
}

export interface Order {
  id: string
  down: boolean
}

/** More is what a list has that was not read yet. */
export interface More {
  has: boolean
  busy: boolean
  load: () => void
}

interface Props<R> {
  caption: string
  columns: Column<R>[]
  rows: R[] | undefined
  rowKey: (row: R) => string
  /** empty stands where rows would. */
  empty?: ReactNode
  foot?: ReactNode
  role?: 'table' | 'grid'
  selected?: string
  /** order and onOrder are of rows that the server sorts. */
  order?: Order
  onOrder?: (order: Order | undefined) => void
  more?: More
}

const virtualFrom = 120
/** ahead is how many rows before the last one more are read. */
const ahead = 60

/** DataTable shows rows of 32 pixels; of very many it draws those in sight. */
export function DataTable<R>({ caption, columns, rows, rowKey, empty, foot, role = 'table', selected, order, onOrder, more }: Props<R>) {
  const [own, setOwn] = useState<Order>()
  const sort = order ?? own
  const setSort = onOrder ?? setOwn
  const sorting = columns.find((c) => c.id === sort?.id)?.sort
  const sorted = rows && sorting ? [...rows].sort((a, b) => (sort?.down ? -1 : 1) * sorting(a, b)) : rows
  if (sorted?.length === 0) return <div className="tablebox">{empty ?? <div className="empty"><p>Nothing here</p></div>}</div>
  const cellRole = role === 'grid' ? 'gridcell' : 'cell'
  const virtual = (sorted?.length ?? 0) > virtualFrom || Boolean(more?.has)
  return (
    <div className="tablebox">
      <table className="table folds" role={role} aria-rowcount={more?.has ? -1 : virtual ? (sorted?.length ?? 0) + 1 : undefined} aria-busy={!rows || undefined}>
        <caption className="sr">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th key={c.id} scope="col" role="columnheader" className={c.align} aria-sort={c.sort || c.sorts ? (sort?.id === c.id ? (sort.down ? 'descending' : 'ascending') : 'none') : undefined}>
                {c.sort || c.sorts ? (
                  <button type="button" onClick={() => setSort(sort?.id !== c.id ? { id: c.id, down: false } : sort.down ? undefined : { id: c.id, down: true })}>
                    {c.header}<span aria-hidden="true">{sort?.id === c.id ? (sort.down ? '↓' : '↑') : ''}</span>
                  </button>
                ) : c.hideHeader ? <span className="sr">{c.header}</span> : c.header}
              </th>
            ))}
          </tr>
        </thead>
        {!sorted ? <Skeleton columns={columns.length} /> : virtual
          ? <VirtualRows cellRole={cellRole} rows={sorted} columns={columns} rowKey={rowKey} selected={selected} more={more} />
          : <tbody role="rowgroup">{sorted.map((row) => <Row key={rowKey(row)} cellRole={cellRole} row={row} columns={columns} current={rowKey(row) === selected} />)}</tbody>}
      </table>
      {(foot || more?.has) && (
        <div className="tablefoot">
          {foot}
          {more?.has && <Button kind="quiet" busy={more.busy} onClick={more.load}>Show more</Button>}
        </div>
      )}
    </div>
  )
}

interface RowProps<R> {
  cellRole: string
  row: R
  columns: Column<R>[]
  current?: boolean
  index?: number
  measure?: (el: HTMLTableRowElement | null) => void
}

/** Row is drawn anew only when it is another one: scrolling moves rows and changes none. */
const Row = memo(function Row<R>({ row, columns, current, index, measure, cellRole }: RowProps<R>) {
  return (
    <tr role="row" ref={measure} data-index={index} aria-rowindex={index === undefined ? undefined : index + 2} aria-current={current ? 'true' : undefined}>
      {columns.map((c, i) => (
        <td key={c.id} role={cellRole} className={[c.align ?? '', c.low ? 'low' : '', i === 0 ? 'first' : ''].filter(Boolean).join(' ')} data-label={c.low ? (c.label ?? '') : undefined}>
          {c.cell(row)}
        </td>
      ))}
    </tr>
  )
}) as <R>(props: RowProps<R>) => ReactNode

function Skeleton({ columns }: { columns: number }) {
  return (
    <tbody role="rowgroup" aria-hidden="true">
      {Array.from({ length: 6 }, (_, i) => (
        <tr key={i}>{Array.from({ length: columns }, (_, c) => <td key={c}><div className="skeleton" /></td>)}</tr>
      ))}
    </tbody>
  )
}

function VirtualRows<R>({ rows, columns, rowKey, selected, cellRole, more }: { more?: More; cellRole: string; rows: R[]; columns: Column<R>[]; rowKey: (row: R) => string; selected?: string }) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    setOffset((body.current?.getBoundingClientRect().top ?? 0) + scrollY)
  }, [])
  const v = useWindowVirtualizer({ count: rows.length, estimateSize: () => 33, overscan: 8, scrollMargin: offset, useFlushSync: false })
  const items = v.getVirtualItems()
  const last = items.length ? items[items.length - 1].index : 0
  const wants = more?.has && !more.busy && last >= rows.length - ahead
  useEffect(() => {
    if (wants) more?.load()
  }, [wants])
  const before = items.length ? items[0].start - offset : 0
  const after = items.length ? v.getTotalSize() - (items[items.length - 1].end - offset) : 0
  return (
    <tbody role="rowgroup" ref={body}>
      {before > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: before, padding: 0 }} /></tr>}
      {items.map((item) => (
        <Row key={rowKey(rows[item.index])} cellRole={cellRole} row={rows[item.index]} columns={columns} index={item.index} measure={v.measureElement} current={rowKey(rows[item.index]) === selected} />
      ))}
      {after > 0 && <tr aria-hidden="true"><td colSpan={columns.length} style={{ height: after, padding: 0 }} /></tr>}
    </tbody>
  )
}
