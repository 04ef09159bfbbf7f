import type { Decision, ResourceRef, SubjectRef } from '../../api/types.ts'
import { middle } from '../../parts/text.ts'

const text = (x: unknown) => (typeof x === 'string' ? x : '')

/** resourceText names a resource by type, name and place. */
export function resourceText(r: ResourceRef): string {
  const p = r.properties ?? {}
  const place = p.environment ? `${text(p.environment)}:${text(p.secretPath)}` : ''
  return [r.type, text(p.secretName) || text(r.name) || (r.id ? middle(r.id) : ''), place].filter(Boolean).join(' ')
}

export function subjectText(s: SubjectRef): string {
  return s.name || (s.id ? middle(s.id) : s.type)
}

export function sentenceOf(d: Decision): string {
  return `${subjectText(d.subject)} was ${d.permitted ? 'permitted' : 'refused'} ${d.action} on ${resourceText(d.resource)}`
}
