import type { ReactNode } from 'react'

import { ago, exact, middle, plain } from './text.ts'
import { CopyButton } from './Copy.tsx'

/** Time is relative, and exact on focus and hover. */
export function Time({ at, none = 'Never' }: { at: string | null | undefined; none?: string }) {
  if (!at) return <span className="muted">{none}</span>
  return <time dateTime={at} title={exact(at)}>{ago(at)}</time>
}

export function Id({ value, name }: { value: string; name: string }) {
  return (
    <span className="cellvalue">
      <code title={value}>{middle(value)}</code>
      <CopyButton name={`Copy ${name}`} value={value} small />
    </span>
  )
}

export function Name({ children }: { children: string }) {
  return <bdi className="wrap">{plain(children)}</bdi>
}

type Tone = 'permitted' | 'refused' | 'warning' | 'plain'

const signs = { permitted: '✓', refused: '✕', warning: '▲', plain: '' }

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{signs[tone] && <span aria-hidden="true">{signs[tone]}</span>}{children}</span>
}

export function Outcome({ permitted }: { permitted: boolean }) {
  return <span className={`mark ${permitted ? 'permitted' : 'refused'}`}><span aria-hidden="true">{permitted ? '✓' : '✕'}</span> {permitted ? 'Permitted' : 'Refused'}</span>
}
