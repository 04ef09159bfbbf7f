import type { PlainRule } from '../roles/rules.ts'
import { writeRules } from '../roles/rules.ts'
import { draftOf, keepDraft } from '../../app/drafts.ts'

export type Kind = 'identity' | 'user' | 'role' | 'draft'

/** Side is one side of a comparison, as the address names it: identity:ID, user:ID, role:SLUG or draft. */
export interface Side {
  kind: Kind
  id: string
}

const kinds: Kind[] = ['identity', 'user', 'role', 'draft']

export function readSide(text: string | undefined, otherwise: Kind): Side {
  const [kind, ...rest] = (text ?? '').split(':')
  return kinds.includes(kind as Kind) ? { kind: kind as Kind, id: rest.join(':') } : { kind: otherwise, id: '' }
}

export const writeSide = (side: Side) => (side.kind === 'draft' ? 'draft' : `${side.kind}:${side.id}`)

/** sideBody is the side as the API has it; undefined as long as it is not chosen. */
export function sideBody(side: Side, draft: unknown[] | undefined): object | undefined {
  if (side.kind === 'draft') return draft && { permissions: draft }
  if (!side.id) return undefined
  return side.kind === 'role' ? { role: side.id } : { subject: { type: side.kind, id: side.id } }
}

// A draft is compared without being sent anywhere else: it lives in memory, as what is typed does.
const name = 'compare-draft'

export function keepComparedDraft(rules: PlainRule[]): void {
  keepDraft(name, { permissions: writeRules(rules) })
}

export function comparedDraft(): unknown[] | undefined {
  return draftOf(name)?.permissions as unknown[] | undefined
}

/** because says in words why a permission is lacking. */
export const because: Record<string, string> = {
  not_held: 'No role or privilege of the left side allows it here',
  ends_early: 'What allows it does not hold for as long',
  forbidden: 'An inverted rule takes some or all of it away',
  conditions: 'It is held under conditions that leave some of it out',
  not_proved: 'It is held in part; no proof was found that the rest is held too',
}
