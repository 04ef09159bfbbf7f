import { plural } from '../../parts/text.ts'
import type { Checked } from './try/checks.ts'
import { candidateOf, changesOf, isTest, type Files } from './try/draft.ts'
import { unpacked, untar } from './try/untar.ts'

/** Bundle is what an archive holds, as it says of itself: the server verifies it when it is published. */
export interface Bundle {
  files: Files
  revision: string
  /** signed is by which key, for which scope; nothing of an unsigned one. */
  signed?: { key: string; scope: string }
}

/** readBundle unpacks an archive in the browser; an error says why it is none. */
export async function readBundle(archive: Uint8Array): Promise<Bundle> {
  const { '.manifest': manifest, '.signatures.json': signatures, ...files } = untar(await unpacked(archive))
  return { files: manifest === undefined ? files : { ...files, '.manifest': manifest }, revision: String(record(manifest).revision ?? ''), signed: signature(signatures) }
}

function record(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function signature(text: string | undefined): Bundle['signed'] {
  const [token] = (record(text).signatures as string[] | undefined) ?? []
  const [head, claims] = String(token ?? '').split('.').map((part) => record(decoded(part)))
  if (!claims) return undefined
  return { key: String(head.kid ?? claims.keyid ?? ''), scope: String(claims.scope ?? '') }
}

function decoded(part: string): string {
  try {
    return atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

export interface Step {
  name: string
  state: 'passed' | 'failed' | 'not reached' | 'at publishing'
  says: string
}

const proofs: [string, string[]][] = [['Format', ['format']], ['Strict check', ['check', 'compile']], ['Lint', ['lint', 'codes']], ['Tests', ['test', 'tests']]]

/** steps are what is known of a bundle before it is published. */
export function stepsOf(bundle: Bundle, checked: Checked | undefined): Step[] {
  const { signed } = bundle
  return [
    { name: 'Archive', state: 'passed', says: plural(Object.keys(bundle.files).length, 'file') },
    signed ? { name: 'Signature and scope', state: 'at publishing', says: `by ${signed.key || 'a key without a name'}, for ${signed.scope || 'no scope'}; the server verifies it` } : { name: 'Signature and scope', state: 'failed', says: 'unsigned' },
    { name: 'Revision', state: 'at publishing', says: bundle.revision ? `${bundle.revision}; the server compares it with those before` : 'the manifest has none' },
    ...(checked ? proved(bundle, checked) : []),
  ]
}

function proved(bundle: Bundle, { findings, tests, coverage }: Checked): Step[] {
  const wrong = findings.filter((f) => !f.warning)
  const of = (steps: string[]) => wrong.filter((f) => steps.includes(f.step))
  const known = proofs.flatMap(([, steps]) => steps)
  const cannot = wrong.some((f) => ['check', 'compile'].includes(f.step))
  const list = proofs.map(([name, steps]): Step => {
    const found = of(steps)
    if (found.length) return { name, state: 'failed', says: first(found) }
    if (name === 'Tests') return testsStep(bundle, tests, cannot)
    return { name, state: 'passed', says: '' }
  })
  const other = wrong.filter((f) => !known.includes(f.step))
  const lines = Object.values(coverage ?? {}).reduce((sum, c) => ({ hit: sum.hit + counted(c.covered), all: sum.all + counted(c.covered) + counted(c.notCovered) }), { hit: 0, all: 0 })
  const covered: Step = lines.all && tests?.length ? { name: 'Coverage', state: 'passed', says: `${Math.floor((1000 * lines.hit) / lines.all) / 10} % of the lines` } : { name: 'Coverage', state: 'not reached', says: 'nothing to measure' }
  return [...list, covered, ...(other.length ? [{ name: 'Gate', state: 'failed' as const, says: first(other) }] : [])]
}

function testsStep(bundle: Bundle, tests: Checked['tests'], cannot: boolean): Step {
  if (cannot) return { name: 'Tests', state: 'not reached', says: 'it does not compile' }
  if (!Object.keys(bundle.files).some(isTest)) return { name: 'Tests', state: 'not reached', says: 'the bundle has none' }
  return { name: 'Tests', state: 'passed', says: `${plural(tests?.length ?? 0, 'test')} passed` }
}

const counted = (runs: [number, number][]) => runs.reduce((n, [from, to]) => n + to - from + 1, 0)

function first(found: Checked['findings']): string {
  const { message, file, row } = found[0]
  const more = found.length > 1 ? `, and ${found.length - 1} more` : ''
  return `${file ? `${file}${row ? `:${row}` : ''}: ` : ''}${message}${more}`
}

/** differing are the files in which a bundle is another than the policy in force; a bundle need not have tests, nor what comes from the binary. */
export function differing(inForce: { files: Files; guardrails: string[] }, bundle: Bundle): ReturnType<typeof changesOf> {
  const some = (files: Files) => {
    const { modules, data } = candidateOf(files)
    return { ...Object.fromEntries(Object.entries(modules).filter(([path]) => !inForce.guardrails.includes(path))), 'data.json': sorted(data) }
  }
  return changesOf({ base: some(inForce.files), files: some(bundle.files) })
}

/** sorted is JSON with its keys in order: a bundle has in one file what the policy has by folder. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner))
}
