import { useState, type KeyboardEvent } from 'react'

import type { Differences } from '../../api/types.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { plural } from '../../parts/text.ts'
import type { DifferencesOverTime } from './queries.ts'
import { counted, sum } from './stages.ts'

const height = 96
const title = 'Differences over time'

type Bar = { start: string } & Differences

/** DifferencesFigure shows what a candidate answered unlike the active policy, and how that adds up to its tolerance. */
export function DifferencesFigure({ data, stage }: { data: DifferencesOverTime; stage?: string }) {
  const [asTable, setAsTable] = useState(false)
  const bars = data.buckets
  return (
    <figure aria-label={title} className="chart">
      <div className="sechead">
        <figcaption className="meta">{says(data, stage)}</figcaption>
        {bars.length > 0 && <Button kind="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>Show as table</Button>}
      </div>
      {bars.length > 0 && (asTable ? <AsTable bars={bars} /> : <Plot bars={bars} stage={stage} tolerance={data.tolerance} />)}
    </figure>
  )
}

function says(data: DifferencesOverTime, stage?: string): string {
  if (data.buckets.length === 0) return 'Nothing was compared in the last 30 days.'
  const total = sum(data.buckets)
  const bad = counted(stage, total)
  const tolerated = data.tolerance > 0 ? `${bad.toLocaleString('en')} of ${data.tolerance.toLocaleString('en')} tolerated` : `${bad.toLocaleString('en')}, no tolerance`
  const what = stage === 'shadow' ? 'Failed decisions' : 'Unexpected refusals and failures'
  return `${plural(total.compared, 'request')} compared on all servers. ${what}: ${tolerated}.${data.current ? '' : ' This trial has ended.'}${data.complete ? '' : ' Older ones are left out.'}`
}

const word = (b: Bar) => `${new Date(b.start).toLocaleString()}: ${b.compared} compared, ${b.newlyRefused} newly refused, ${b.newlyPermitted} newly permitted, ${b.failed} failed`

function Plot({ bars, stage, tolerance }: { bars: Bar[]; stage?: string; tolerance: number }) {
  const [at, setAt] = useState(bars.length - 1)
  const here = bars[Math.min(at, bars.length - 1)]
  let running = 0
  const totals = bars.map((b) => (running += counted(stage, b)))
  const most = Math.max(1, running, tolerance)
  const wide = Math.max(24, bars.length)
  const y = (n: number) => height - 2 - (n / most) * (height - 6)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(bars.length - 1, at + step)))
  }
  return (
    <div className="plot" tabIndex={0} role="slider" aria-label={`${title}, one bar`} aria-valuemin={0} aria-valuemax={Math.max(0, bars.length - 1)} aria-valuenow={at} aria-valuetext={word(here)} onKeyDown={onKeyDown}>
      <svg className="bars" viewBox={`0 0 ${wide * 10} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((b, i) => (
          <g key={b.start} className="column" data-at={i === at}>
            <title>{word(b)}</title>
            <rect x={i * 10} y={0} width={10} height={height} fill="transparent" />
            <rect x={i * 10 + 2} y={y(b.newlyRefused + b.failed)} width={6} height={height - y(b.newlyRefused + b.failed)} fill="var(--refused)" />
          </g>
        ))}
        <polyline points={totals.map((n, i) => `${i * 10},${y(n)} ${i * 10 + 10},${y(n)}`).join(' ')} fill="none" stroke="var(--accent)" strokeWidth="2" vectorEffect="non-scaling-stroke" />
        {tolerance > 0 && <line x1={0} x2={wide * 10} y1={y(tolerance)} y2={y(tolerance)} stroke="var(--warning)" strokeWidth="2" strokeDasharray="6 4" vectorEffect="non-scaling-stroke" />}
      </svg>
      <p className="meta key">
        <span className="mark refused">▮ newly refused or failed</span> <span>— sum of {stage === 'shadow' ? 'failed ones, which count' : 'both, which counts'}</span> {tolerance > 0 && <span className="mark warning">┄ tolerance</span>}
      </p>
    </div>
  )
}

function AsTable({ bars }: { bars: Bar[] }) {
  const number = (name: keyof Differences, header: string) => ({ id: name, header, align: 'num' as const, low: true, label: header, cell: (b: Bar) => b[name].toLocaleString('en') })
  return (
    <DataTable
      caption={title} rows={bars} rowKey={(b) => b.start}
      columns={[
        { id: 'start', header: 'From', cell: (b) => new Date(b.start).toLocaleString() },
        number('compared', 'Compared'), number('newlyRefused', 'Newly refused'), number('newlyPermitted', 'Newly permitted'), number('otherReasons', 'Other reasons'), number('failed', 'Failed'),
      ]}
    />
  )
}
