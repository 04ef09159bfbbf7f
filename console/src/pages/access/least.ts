import type { PlainRule } from '../roles/rules.ts'

export interface Holder {
  id: string
  name: string
  /** roles are the ids of the custom roles that it holds. */
  roles: string[]
}

export const holdersOf = (members: Holder[], roleId: string) => members.filter((m) => m.roles.includes(roleId))

export interface Line {
  change: '+' | '-' | ''
  rule: PlainRule
}

/** differences are the rules that go, come and stay, action by action; those that go come first. */
export function differences(before: PlainRule[], after: PlainRule[]): Line[] {
  const old = new Map(before.flatMap(single))
  const next = new Map(after.flatMap(single))
  return [
    ...lines(old, '-', (key) => !next.has(key)),
    ...lines(next, '+', (key) => !old.has(key)),
    ...lines(next, '', (key) => old.has(key)),
  ]
}

const single = (rule: PlainRule) => rule.actions.map((action): [string, PlainRule] => [[rule.subject, action, rule.inverted, ordered(rule.conditions)].join('\n'), { ...rule, actions: [action] }])

/** lines joins actions under the same conditions into one rule again. */
function lines(rules: Map<string, PlainRule>, change: Line['change'], wanted: (key: string) => boolean): Line[] {
  const found = new Map<string, Line>()
  for (const [key, rule] of rules) {
    if (!wanted(key)) continue
    const place = [rule.subject, rule.inverted, ordered(rule.conditions)].join('\n')
    const line = found.get(place)
    if (line) line.rule.actions.push(...rule.actions)
    else found.set(place, { change, rule: { ...rule, actions: [...rule.actions] } })
  }
  return [...found.values()]
}

/** ordered is a value with its fields in order, and a bare condition as $eq, so that the same is the same. */
function ordered(conditions: Record<string, unknown> | undefined): string {
  return JSON.stringify(Object.entries(conditions ?? {}).map(([field, wanted]): [string, unknown] => [field, wanted !== null && typeof wanted === 'object' ? Object.entries(wanted).sort(([a], [b]) => a.localeCompare(b)) : [['$eq', wanted]]]).sort(([a], [b]) => a.localeCompare(b)))
}
