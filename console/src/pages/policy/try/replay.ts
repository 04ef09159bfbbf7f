import { asApiError } from '../../../api/errors.ts'
import { api } from '../../../api/http.ts'
import { candidateOf, type Files } from './draft.ts'

export type Kind = 'denies' | 'permits' | 'members'

export interface Side {
  permitted: boolean
  reasons: { code: string; message: string; rule?: string }[] | null
  grants: string[] | null
  members?: number[]
}

export interface Flip {
  kind: Kind
  decisionId: string
  time: string
  subject: { type: string; id: string }
  subjectName?: string
  project?: string
  projectName?: string
  action: string
  resource: string
  resourceName?: string
  properties: { environment?: string; secretPath?: string; secretName?: string }
  rules: string[]
  before: Side
  after: Side
}

/** Part is what the server found in a part of the log. */
export interface Part {
  replay: {
    complete: boolean
    records: number
    unchanged: number
    rephrased: number
    olderFormat: number
    flips: Flip[]
    drifts: unknown[]
    broken: string[]
    counts: Partial<Record<Kind, number>>
    candidate: { revision: string; digest: string }
    baseline: { revision: string; digest: string }
  }
  total: number
  next?: number
}

export interface Report {
  counts: Record<Kind, number>
  records: number
  unchanged: number
  rephrased: number
  older: number
  drift: number
  unreadable: number
  total: number
  /** complete is false where the walk was cancelled, or a bound was met. */
  complete: boolean
  /** shown are flips that are kept; of more than that the numbers alone are told. */
  flips: Flip[]
  candidate: { revision: string; digest: string }
  baseline: { revision: string; digest: string }
}

/** maxFlips bounds what the page keeps; all are counted. */
export const maxFlips = 2000

export function newReport(): Report {
  const none = { revision: '', digest: '' }
  return { counts: { denies: 0, permits: 0, members: 0 }, records: 0, unchanged: 0, rephrased: 0, older: 0, drift: 0, unreadable: 0, total: 0, complete: true, flips: [], candidate: none, baseline: none }
}

/** withPart adds what another part of the log came to. */
export function withPart(report: Report, { replay, total }: Part): Report {
  const { counts } = replay
  return {
    counts: { denies: report.counts.denies + (counts.denies ?? 0), permits: report.counts.permits + (counts.permits ?? 0), members: report.counts.members + (counts.members ?? 0) },
    records: report.records + replay.records, unchanged: report.unchanged + replay.unchanged, rephrased: report.rephrased + replay.rephrased, older: report.older + replay.olderFormat,
    drift: report.drift + replay.drifts.length, unreadable: report.unreadable + replay.broken.length, total, complete: report.complete && replay.complete,
    flips: dangerousFirst([...report.flips, ...replay.flips]).slice(0, maxFlips), candidate: replay.candidate, baseline: replay.baseline,
  }
}

const rank: Record<Kind, number> = { permits: 0, denies: 1, members: 2 }

/** dangerousFirst puts what would be permitted before what would be refused. */
export function dangerousFirst(flips: Flip[]): Flip[] {
  return flips.sort((a, b) => rank[a.kind] - rank[b.kind] || b.time.localeCompare(a.time))
}

export interface Group {
  key: string
  kind: Kind
  subject: string
  project: string
  rules: string
  flips: Flip[]
}

/** grouped are flips by subject, project and rule, the dangerous first, then those of most requests. */
export function grouped(flips: Flip[]): Group[] {
  const groups = new Map<string, Group>()
  for (const flip of flips) {
    const subject = flip.subjectName || flip.subject.id || flip.subject.type
    const project = flip.projectName || flip.project || ''
    const rules = flip.rules.join(', ')
    const key = JSON.stringify([flip.kind, flip.subject, flip.project, rules])
    const group = groups.get(key) ?? { key, kind: flip.kind, subject, project, rules, flips: [] }
    group.flips.push(flip)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => rank[a.kind] - rank[b.kind] || b.flips.length - a.flips.length || a.subject.localeCompare(b.subject))
}

/** done is how many records of the total were looked at. */
export const done = (report: Report) => report.records + report.older + report.unreadable

export interface Range {
  since?: string
  until?: string
  projectId?: string
  subjectId?: string
}

/** partSize keeps a part short enough to show progress and to be cancelled. */
const partSize = 2000

/** walk replays the records of a range part by part, and tells of each. */
export async function walk(files: Files, range: Range, signal: AbortSignal, onPart: (report: Report) => void): Promise<Report> {
  let report = newReport()
  const candidate = new Sent(files)
  for (let after: number | undefined = 0; after !== undefined;) {
    const part: Part = await candidate.ask((candidateId) => api<Part>('/api/v1/authz/replay', { method: 'POST', body: { candidateId, after, limit: partSize, ...range }, signal }), signal)
    report = withPart(report, part)
    onPart(report)
    after = part.next
  }
  return report
}

/** Sent is a draft that the server keeps for a while; where it has it no more, it is sent again. */
export class Sent {
  private id = ''

  constructor(private readonly files: Files) {}

  async ask<T>(question: (candidateId: string) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const fresh = this.id === ''
    if (fresh) await this.send(signal)
    try {
      return await patiently(() => question(this.id), signal)
    } catch (error) {
      if (fresh || asApiError(error).status !== 404) throw error
    }
    await this.send(signal) // it expired, or another replica answers
    return patiently(() => question(this.id), signal)
  }

  private async send(signal?: AbortSignal): Promise<void> {
    this.id = (await api<{ id: string }>('/api/v1/authz/candidates', { method: 'POST', body: candidateOf(this.files), signal })).id
  }
}

/** patiently tries again as long as another policy of the organization is being run: first at once, a check may just be ending. */
export async function patiently<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let wait = 500; ; wait = 0) {
    try {
      return await call()
    } catch (error) {
      const problem = asApiError(error)
      if (problem.status !== 429 || signal?.aborted) throw error
      await pause(wait || Math.max(problem.retryAfter, 1) * 1000, signal)
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true })
  })
}
