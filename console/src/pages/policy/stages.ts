import type { Differences, PolicyState } from '../../api/types.ts'
import { plural } from '../../parts/text.ts'

/** Stage is where a policy is on its way to deciding. */
export type Stage = 'shadow' | 'canary' | 'active'

/** steps are the stages in order, with the one that the rollout is in. */
export function steps(policy: PolicyState): { stage: Stage; text: string; current: boolean }[] {
  const at = policy.candidate?.stage ?? (policy.published ? 'active' : '')
  const percent = policy.candidate?.stage === 'canary' ? policy.candidate.percent : undefined
  return [
    { stage: 'shadow', text: 'Shadow', current: at === 'shadow' },
    { stage: 'canary', text: percent ? `Canary ${percent} %` : 'Canary', current: at === 'canary' },
    { stage: 'active', text: 'Active', current: at === 'active' },
  ]
}

export const none: Differences = { compared: 0, newlyRefused: 0, newlyPermitted: 0, otherReasons: 0, failed: 0 }

export function sum(all: Differences[]): Differences {
  return all.reduce((a, b) => ({
    compared: a.compared + b.compared, newlyRefused: a.newlyRefused + b.newlyRefused, newlyPermitted: a.newlyPermitted + b.newlyPermitted,
    otherReasons: a.otherReasons + b.otherReasons, failed: a.failed + b.failed,
  }), none)
}

/** differed says in one sentence how a candidate compared so far. */
export function differed(d: Differences): string {
  if (d.compared === 0) return 'No request was compared yet.'
  return `Of ${plural(d.compared, 'compared request')}, ${d.newlyRefused.toLocaleString('en')} would be refused and ${d.newlyPermitted.toLocaleString('en')} permitted unlike today; ` +
    `${plural(d.failed, 'decision')} failed.`
}

/** counted are the differences that count towards the tolerance: a shadow refuses no request. */
export function counted(stage: string | undefined, d: Differences): number {
  return stage === 'shadow' ? d.failed : d.failed + d.newlyRefused
}

/** consequence says what a stage will do. */
export function consequence(stage: Stage, revision: string, percent: number, tolerance: number): string {
  const end = tolerance > 0 ? ` More than ${plural(tolerance, stage === 'shadow' ? 'failed decision' : 'unexpected refusal')} on all servers together end it.` : ''
  if (stage === 'shadow') return `Revision ${revision} is asked beside the active policy and never obeyed.${end}`
  if (stage === 'canary') return `Revision ${revision} decides for about ${percent} of 100 subjects, and only restricts.${end}`
  return `Revision ${revision} decides every request, on every server.`
}

/** backwards says what a step back does, or nothing where there is none. */
export function backwards(policy: PolicyState): string {
  const c = policy.candidate
  if (c) return `The candidate, revision ${c.revision} in the stage ${c.stage}, is withdrawn on every server. Revision ${policy.revision} goes on deciding.`
  if (policy.previous > 0) return `Revision ${policy.revision} stops deciding on every server; the policy before it decides again.`
  return ''
}

/** bucketFor is how many seconds a bar stands for, by how long a trial has run. */
export function bucketFor(since: string | null, now = Date.now()): number {
  const seconds = since ? (now - Date.parse(since)) / 1000 : 0
  if (seconds < 8 * 3600) return 60
  return seconds < 20 * 86_400 ? 3600 : 86_400
}

export interface Check {
  name: string
  state: 'passed' | 'failed' | 'not reached'
}

const order: [string, string[]][] = [
  ['Archive', ['unreadable']], ['Signature', ['unsigned', 'signature']], ['Scope', ['scope']],
  ['Gate', ['roots', 'compile', 'missing', 'tests', 'canary', 'limits', 'source', 'differs']], ['Revision', ['revision']],
]

/** checks are what a refused bundle passed, by the cause of its refusal. */
export function checks(cause: string): Check[] {
  const at = order.findIndex(([, causes]) => causes.includes(cause))
  return at < 0 ? [] : order.map(([name], i) => ({ name, state: i < at ? 'passed' : i === at ? 'failed' : 'not reached' }))
}

/** most is how large a bundle may be. */
export const most = 4 << 20

/** base64 encodes bytes in parts: a call takes so many arguments and no more. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(text)
}

/** wrongReason says what is wrong with a reason, before it is sent. */
export function wrongReason(reason: string): string | undefined {
  const letters = [...reason.trim()].length
  if (letters === 0) return 'Say why: it stays in the history'
  if (letters > 500) return `At most 500 characters; these are ${letters.toLocaleString('en')}`
  return undefined
}
