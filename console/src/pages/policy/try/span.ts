import { presets } from '../../../parts/Range.tsx'

/** Span is the part of the log that is replayed: one of the presets, all of it, or two times of one's own. */
export interface Span {
  range: string
  /** from and to are local times, as a field has them. */
  from: string
  to: string
}

export const spans = [...presets.map(({ value, label }) => ({ value, label })), { value: 'all', label: 'All of the log' }, { value: 'custom', label: 'From and to' }]

const time = (local: string) => new Date(local).getTime()

/** wrongSpan says at which of two times a span is none. */
export function wrongSpan({ range, from, to }: Span): { from?: string; to?: string } {
  if (range !== 'custom') return {}
  if (Number.isNaN(time(from))) return { from: 'Say when the range begins' }
  if (Number.isNaN(time(to))) return { to: 'Say when the range ends' }
  return time(to) > time(from) ? {} : { to: 'The range ends before it begins' }
}

/** times are a span as the API has it; one without an end ends now, so that what is decided meanwhile is left out. */
export function times({ range, from, to }: Span, now: number): { since?: string; until: string } {
  if (range === 'custom' && Object.keys(wrongSpan({ range, from, to })).length === 0) return { since: new Date(from).toISOString(), until: new Date(to).toISOString() }
  const ms = presets.find((p) => p.value === range)?.ms
  return { since: ms ? new Date(now - ms).toISOString() : undefined, until: new Date(now).toISOString() }
}
