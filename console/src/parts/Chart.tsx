import { useState, type KeyboardEvent } from 'react'

import { Button } from './Button.tsx'
import { DataTable } from './DataTable.tsx'

interface Bucket {
  start: string
  permitted: number
  refused: number
}

interface Props {
  title: string
  says: string
  buckets: Bucket[]
  seconds: number
  onRange: (from: string, to: string) => void
}

const height = 96

/** Columns are counts over time, permitted below and refused above, hatched. A column narrows the range. */
export function Columns({ title, says, buckets, seconds, onRange }: Props) {
  const [asTable, setAsTable] = useState(false)
  const [at, setAt] = useState(0)
  const most = Math.max(1, ...buckets.map((b) => b.permitted + b.refused))
  const label = (b: Bucket) => `${new Date(b.start).toLocaleString()}: ${b.permitted} permitted, ${b.refused} refused`
  const narrow = (b: Bucket) => onRange(b.start, new Date(Date.parse(b.start) + seconds * 1000).toISOString())
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -buckets.length, End: buckets.length }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(buckets.length - 1, at + step)))
    } else if (event.key === 'Enter' && buckets[at]) narrow(buckets[at])
  }
  return (
    <figure aria-label={title} className="chart">
      <div className="sechead">
        <figcaption className="meta">{says}</figcaption>
        <Button kind="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Show as table</Button>
      </div>
      {asTable ? (
        <DataTable
          caption={title} rows={buckets.filter((b) => b.permitted + b.refused > 0)} rowKey={(b) => b.start}
          columns={[
            { id: 'start', header: 'From', cell: (b) => new Date(b.start).toLocaleString() },
            { id: 'permitted', header: 'Permitted', align: 'num', low: true, label: 'Permitted', cell: (b) => b.permitted },
            { id: 'refused', header: 'Refused', align: 'num', low: true, label: 'Refused', cell: (b) => b.refused },
          ]}
        />
      ) : (
        <div className="plot" tabIndex={0} role="slider" aria-label={`${title}, one bar`} aria-valuemin={0} aria-valuemax={Math.max(0, buckets.length - 1)} aria-valuenow={at} aria-valuetext={buckets[at] ? label(buckets[at]) : 'Nothing'} onKeyDown={onKeyDown}>
          <svg className="bars" viewBox={`0 0 ${Math.max(1, buckets.length) * 10} ${height}`} preserveAspectRatio="none" aria-hidden="true">
            <defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="var(--refused)" /><rect width="1.4" height="4" fill="var(--canvas)" opacity="0.55" /></pattern></defs>
            {buckets.map((b, i) => {
              const p = (b.permitted / most) * height
              const r = (b.refused / most) * height
              return (
                <g key={b.start} onClick={() => narrow(b)} className="column" data-at={i === at}>
                  <title>{label(b)}</title>
                  <rect x={i * 10} y={0} width={10} height={height} fill="transparent" />
                  <rect x={i * 10 + 1} y={height - p} width={8} height={p} fill="var(--permitted)" />
                  <rect x={i * 10 + 1} y={height - p - r} width={8} height={r} fill="url(#hatch)" />
                </g>
              )
            })}
          </svg>
        </div>
      )}
    </figure>
  )
}
