import { api } from '../../api/http.ts'
import { csv } from '../../parts/download.ts'
import { plural } from '../../parts/text.ts'

export interface Subject {
  type: string
  id: string
  name: string
}

export interface MatrixColumn {
  environment: string
  action: string
}

export interface Cell {
  permitted: boolean
  grants: string[]
}

export interface Cut {
  what: string
  count: number
}

/** Matrix is a page of what subjects may do: a row of cells for each subject, with a cell for each column. */
export interface Matrix {
  subjects: Subject[]
  columns: MatrixColumn[]
  cells: Cell[][]
  grants: { grant: string; name: string }[]
  complete: boolean
  cut: Cut[]
  next?: string
  revision: string
  digest: string
  assumed: { time: string; credential: string; ip: string | null; projectName: string; secretPath: string; members: boolean }
}

export const matrixPath = '/api/v1/authz/matrix'
export const reportPath = '/api/v1/authz/review-reports'

/** actions are what can be done to secrets, in the order of their weight. */
export const actions = ['describeSecret', 'readValue', 'create', 'edit', 'delete']

export const kinds = [
  { value: '', label: 'Everyone' }, { value: 'user', label: 'Users' }, { value: 'identity', label: 'Machine identities' }, { value: 'service_token', label: 'Service tokens' },
]

export const kindWords: Record<string, string> = { user: 'User', identity: 'Machine identity', service_token: 'Service token' }

const kindOrder = Object.keys(kindWords)

type Address = Record<string, string | undefined>

/** matrixBody is what an address asks for; undefined as long as no project is chosen. */
export function matrixBody(address: Address): Record<string, unknown> | undefined {
  if (!address.project) return undefined
  return {
    projectId: address.project, secretPath: address.path || '/', actions: address.action ? [address.action] : actions,
    ...(address.env && { environments: [address.env] }), ...(address.kind && { subjectTypes: [address.kind] }), ...(address.ip && { ip: address.ip }),
  }
}

/** cellsAtOnce is how many cells a page draws. */
const cellsAtOnce = 2000

/** rowsFor is how many subjects a page has, so that it stays quick with many columns. */
export const rowsFor = (columns: number) => Math.max(10, Math.min(100, Math.floor(cellsAtOnce / Math.max(1, columns))))

/**
 * readMatrix reads a page. Where everyone in the organization is too many, and the address does not
 * say whom it is about, the first page is of the members of the project.
 */
export async function readMatrix(body: Record<string, unknown>, whom: string | undefined, limit: number, after: string, signal?: AbortSignal): Promise<Matrix & { narrowed: boolean }> {
  const ask = (members: boolean) => api<Matrix>(matrixPath, { method: 'POST', signal, body: { ...body, limit, ...(members && { members }), ...(after && { after }) } })
  if (whom) return { ...(await ask(whom === 'members')), narrowed: false }
  const everyone = await ask(false)
  return everyone.next ? { ...(await ask(true)), narrowed: true } : { ...everyone, narrowed: false }
}

const mostPages = 100

/** readRest reads what follows a page, for an export; of very much, what there is room for. */
export async function readRest(body: Record<string, unknown>, whom: string, next: string | undefined): Promise<Matrix[]> {
  const pages: Matrix[] = []
  for (let after = next; after; after = pages[pages.length - 1].next) {
    pages.push(await readMatrix(body, whom, 100, after))
    if (pages.length === mostPages && pages[pages.length - 1].next) pages[pages.length - 1].cut.push({ what: 'subjects', count: 1 })
    if (pages.length === mostPages) break
  }
  return pages
}

/** said says in words what a matrix lacks. */
export function said(cut: Cut): string {
  switch (cut.what) {
    case 'stronger': return `${plural(cut.count, 'subject')} that ${cut.count === 1 ? 'holds' : 'hold'} more than you ${cut.count === 1 ? 'is' : 'are'} not shown`
    case 'environments': return `${plural(cut.count, 'environment')} ${cut.count === 1 ? 'has' : 'have'} no column: choose one`
    case 'unanswered': return `to ${plural(cut.count, 'cell')} the policy gave no answer, which counts as refused`
    case 'policies': return `${plural(cut.count, 'cell')} ${cut.count === 1 ? 'is' : 'are'} of a policy that was activated meanwhile: ask again`
    case 'subjects': return 'there are more subjects than are listed'
  }
  return `${cut.what}: ${cut.count}`
}

/** grantWords are the grants of a cell as people call them. */
export function grantWords(m: Pick<Matrix, 'grants'>, cell: Cell): string {
  if (!cell.permitted) return 'No grant permits it'
  return cell.grants.map((g) => grantWord(g, m.grants.find((x) => x.grant === g)?.name)).join(', ') || 'Permitted without a grant'
}

const sources: Record<string, string> = { role: 'role', privilege: 'privilege', service_token: 'service token', membership: 'membership of the' }

/** grantWord is one grant, by its name in decisions and what people call it. */
export function grantWord(grant: string, name?: string): string {
  const kind = grant.split(':')[0]
  return sources[kind] ? `${sources[kind]} ${name || grant.slice(grant.lastIndexOf(':') + 1)}` : grant
}

/** tableOf is a matrix for spreadsheets; its last row says if it is not complete. */
export function tableOf(m: Pick<Matrix, 'subjects' | 'columns' | 'cells' | 'grants' | 'cut'>): string {
  const rows = m.subjects.map((s, i) => [s.type, s.id, s.name, ...m.cells[i].map((c) => (c.permitted ? `permitted (${grantWords(m, c)})` : 'refused'))])
  return csv(['type', 'id', 'name', ...m.columns.map((c) => `${c.environment} ${c.action}`)], [...rows, ...(m.cut.length ? [[`INCOMPLETE: ${m.cut.map(said).join('; ')}`]] : [])])
}

/** byName is a page with its subjects in order of kind and name. */
function byName(page: Matrix): Pick<Matrix, 'subjects' | 'cells'> {
  const rows = page.subjects.map((subject, i) => ({ subject, cells: page.cells[i] }))
  rows.sort((a, b) => kindOrder.indexOf(a.subject.type) - kindOrder.indexOf(b.subject.type) || a.subject.name.localeCompare(b.subject.name))
  return { subjects: rows.map((r) => r.subject), cells: rows.map((r) => r.cells) }
}

/** joined are several pages as one matrix; each stays in its place, so that no row moves when the next one comes. */
export function joined(read: Matrix[]): Matrix {
  const pages = read.map((page) => ({ ...page, ...byName(page) }))
  const all = { ...pages[0], subjects: pages.flatMap((p) => p.subjects), cells: pages.flatMap((p) => p.cells), next: pages[pages.length - 1].next }
  all.grants = [...new Map(pages.flatMap((p) => p.grants).map((g) => [g.grant, g])).values()]
  const cuts = new Map<string, number>()
  // Each page says how many columns it lacks, of the same ones.
  for (const { what, count } of pages.flatMap((p) => p.cut)) cuts.set(what, what === 'environments' ? count : (cuts.get(what) ?? 0) + count)
  all.cut = [...cuts].map(([what, count]) => ({ what, count }))
  return { ...all, complete: all.cut.length === 0 }
}
