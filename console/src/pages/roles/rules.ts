import type { Rule } from '../../api/types.ts'
import { terraform } from '../../parts/request.ts'

/** PlainRule is a permission with its lists always lists. */
export interface PlainRule {
  subject: string
  actions: string[]
  conditions?: Record<string, unknown>
  inverted: boolean
}

const asList = (x: string | string[]): string[] => (Array.isArray(x) ? x : x.split(',').filter(Boolean))

/** readRules reads both forms that the API answers: packed arrays, and plain objects. */
export function readRules(permissions: unknown): PlainRule[] {
  if (!Array.isArray(permissions)) return []
  return permissions.flatMap((p): PlainRule[] => {
    if (Array.isArray(p)) {
      const [actions, subjects, conditions, inverted] = p as [string, string | undefined, unknown, unknown]
      return asList(subjects ?? '').map((subject) => ({ subject, actions: asList(actions), conditions: asConditions(conditions), inverted: Boolean(inverted) }))
    }
    const rule = p as Rule
    return asList(rule.subject).map((subject) => ({ subject, actions: asList(rule.action), conditions: asConditions(rule.conditions), inverted: Boolean(rule.inverted) }))
  })
}

function asConditions(c: unknown): Record<string, unknown> | undefined {
  return c && typeof c === 'object' && Object.keys(c).length ? (c as Record<string, unknown>) : undefined
}

export function writeRules(rules: PlainRule[]): Rule[] {
  return rules.filter((r) => r.actions.length > 0).map((r) => ({
    subject: r.subject, action: r.actions, ...(r.conditions ? { conditions: r.conditions } : {}), ...(r.inverted ? { inverted: true } : {}),
  }))
}

/** roleInTerraform is a project's role as a resource: conditions are JSON there. */
export function roleInTerraform(projectId: string, role: { name: string; slug: string; description: string }, rules: PlainRule[]): string {
  return terraform('infisical_project_role', role.slug, {
    project_id: projectId, name: role.name, slug: role.slug, description: role.description || undefined,
    permissions_v2: writeRules(rules).map((r) => ({ ...r, ...(r.conditions ? { conditions: JSON.stringify(r.conditions) } : {}) })),
  })
}

export function isSimple(rule: PlainRule): boolean {
  return !rule.inverted && !rule.conditions
}

/** held is what the simple rules give: resource to actions. */
export function held(rules: PlainRule[]): Map<string, Set<string>> {
  const map = new Map<string, Set<string>>()
  for (const rule of rules.filter(isSimple)) {
    const actions = map.get(rule.subject) ?? new Set()
    rule.actions.forEach((a) => actions.add(a))
    map.set(rule.subject, actions)
  }
  return map
}

/** withAction gives or takes one action of a resource among the simple rules. */
export function withAction(rules: PlainRule[], subject: string, action: string, on: boolean): PlainRule[] {
  const actions = new Set(held(rules).get(subject))
  if (on) actions.add(action)
  else actions.delete(action)
  return withActions(rules, subject, [...actions])
}

export function withActions(rules: PlainRule[], subject: string, actions: string[]): PlainRule[] {
  const others = rules.filter((r) => !(isSimple(r) && r.subject === subject))
  return actions.length ? [...others, { subject, actions, inverted: false }] : others
}

const operators: Record<string, string> = { $eq: 'is', $ne: 'is not', $glob: 'matches', $in: 'is one of', $all: 'has all of', $regex: 'matches' }

/** sentence says a rule in words. */
export function sentence(rule: PlainRule): string {
  const what = rule.actions.length === 0 ? 'do nothing' : listed(rule.actions)
  const where = rule.conditions ? ` where ${listed(Object.entries(rule.conditions).map(condition))}` : ''
  return `${rule.inverted ? 'May never' : 'May'} ${what} ${rule.subject}${where}`
}

function condition([field, wanted]: [string, unknown]): string {
  if (wanted === null || typeof wanted !== 'object') return `${field} is ${String(wanted)}`
  return Object.entries(wanted).map(([op, value]) => `${field} ${operators[op] ?? op} ${value && typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : listed([value].flat().map(String), 'or')}`).join(' and ')
}

function listed(words: string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`
}
