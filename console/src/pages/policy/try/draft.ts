import { draftOf, dropDraft, keepDraft } from '../../../app/drafts.ts'

/** Files are a policy's files by path. */
export type Files = Record<string, string>

/** Draft is a policy that is tried: it began as the one in force, and lives in memory alone. */
export interface Draft {
  revision: string
  digest: string
  base: Files
  files: Files
  /** guardrails come from the binary: they are read, and not changed. */
  guardrails: string[]
}

const name = 'policy'

/** keptDraft is the draft of this tab, if it was changed; Simulate asks it too. */
export function keptDraft(): Draft | undefined {
  return draftOf(name) as Draft | undefined
}

export function keep(draft: Draft): void {
  if (changesOf(draft).length > 0) keepDraft(name, draft as unknown as Record<string, unknown>)
  else dropDraft(name)
}

export const drop = () => dropDraft(name)

export interface FileChange {
  path: string
  kind: 'added' | 'changed' | 'removed'
}

/** changesOf are the files in which a draft is another than what it began as. */
export function changesOf({ base, files }: Pick<Draft, 'base' | 'files'>): FileChange[] {
  const paths = [...new Set([...Object.keys(base), ...Object.keys(files)])].sort()
  return paths.flatMap((path): FileChange[] => {
    if (base[path] === files[path]) return []
    return [{ path, kind: base[path] === undefined ? 'added' : files[path] === undefined ? 'removed' : 'changed' }]
  })
}

export const isTest = (path: string) => path.endsWith('_test.rego')

/** pathProblem says why a draft can have no file of this path. */
export function pathProblem(path: string, files: Files): string | undefined {
  if (!path) return 'Name the file'
  if (path.startsWith('/') || path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'A path below the policy’s folder, such as authz/rules/example/example.rego'
  if (!path.startsWith('authz/')) return 'A policy’s files are below authz/'
  if (!path.endsWith('.rego') && !path.endsWith('/data.json')) return 'The name of a module ends in .rego; data is in data.json'
  if (path in files) return 'The draft has this file'
  return undefined
}

export interface CandidatePolicy {
  revision: string
  modules: Files
  data: Record<string, unknown>
}

/** candidateOf is a draft as replays take it: modules without tests, and data placed by folder. */
export function candidateOf(files: Files): CandidatePolicy {
  const candidate: CandidatePolicy = { revision: 'draft', modules: {}, data: {} }
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('.rego') && !isTest(path)) candidate.modules[path] = text
    else if (path === 'data.json' || path.endsWith('/data.json')) place(candidate.data, path.split('/').slice(0, -1), parsed(path, text))
    else if (/(^|\/)data\.ya?ml$/.test(path)) throw new Error(`${path}: data is sent as data.json; write it so`)
  }
  return candidate
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : 'not JSON'}`)
  }
}

type Tree = Record<string, unknown>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

function place(tree: Tree, folders: string[], value: unknown): void {
  if (folders.length === 0) {
    if (!isTree(value)) throw new Error('data.json: the outermost value must be an object')
    for (const [key, inner] of Object.entries(value)) tree[key] = isTree(inner) && isTree(tree[key]) ? { ...inner, ...(tree[key] as Tree) } : inner
    return
  }
  const [first, ...rest] = folders
  if (!Object.hasOwn(tree, first) || !isTree(tree[first])) Object.defineProperty(tree, first, { value: {}, enumerable: true, writable: true, configurable: true })
  place(tree[first] as Tree, rest, value)
}
