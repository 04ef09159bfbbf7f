import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api, text } from '../../api/http.ts'
import { useProjects } from '../../api/queries.ts'
import type { PolicyState } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { Tabs } from '../../app/frame.tsx'
import { useAddress, useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { download } from '../../parts/download.ts'
import { SelectField, TextField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Time } from '../../parts/Values.tsx'
import { middle, plain, plural } from '../../parts/text.ts'
import { CellDialog } from './cell.tsx'
import { ChooseProject } from './choosers.tsx'
import { Grid } from './grid.tsx'
import { actions, joined, kinds, matrixBody, matrixPath, readMatrix, readRest, reportPath, rowsFor, said, tableOf, type Matrix } from './matrix.ts'
import { SuggestedRole } from './suggested.tsx'
import { AccessTabs } from './tabs.tsx'
import { Unused } from './unused.tsx'
import { WhatCan, WhoCan } from './who.tsx'

const views = [
  { view: undefined, text: 'Everyone' }, { view: 'who-can', text: 'Who can' }, { view: 'what-can', text: 'What can' }, { view: 'unused', text: 'Unused' }, { view: 'suggested', text: 'Suggested roles' },
]

/** Review is who may do what in a project, which grants were not used, and which role would be enough. */
export function Review() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const view = views.find((v) => v.view === address.view) ?? views[0]
  const kept = { project: address.project, path: address.path, env: address.env }
  return (
    <Page title="Access review" lead="Who may do what in a project, as the policy in force decides, and what of it was not used.">
      <AccessTabs at="review" />
      <Tabs second label="Views" items={views.map((v) => ({ to: `/org/${orgId}/access/review`, text: v.text, search: { ...kept, view: v.view }, current: v === view }))} />
      <div className="form narrow section"><ChooseProject none="Choose a project" value={address.project ?? ''} onChange={(project) => change({ project, env: undefined, subject: undefined, role: undefined, cell: undefined, whom: undefined })} /></div>
      {!address.project ? <div className="tablebox section"><Empty text="Choose a project" /></div>
        : view.view === 'who-can' ? <WhoCan /> : view.view === 'what-can' ? <WhatCan /> : view.view === 'unused' ? <Unused /> : view.view === 'suggested' ? <SuggestedRole /> : <Everyone />}
    </Page>
  )
}

interface Place {
  after: string
  whom: string | undefined
}

/** Everyone is the matrix of the project. */
function Everyone() {
  const [address] = useAddress()
  const projects = useProjects()
  const project = projects.data?.find((p) => p.id === address.project)
  const body = matrixBody(address)
  const limit = rowsFor((address.env ? 1 : (project?.environments.length ?? 3)) * (address.action ? 1 : actions.length))
  const query = useInfiniteQuery({
    queryKey: ['matrix', body, address.whom, limit],
    enabled: Boolean(body) && !projects.isPending,
    initialPageParam: { after: '', whom: address.whom } as Place,
    queryFn: ({ pageParam, signal }) => readMatrix(body ?? {}, pageParam.whom, limit, pageParam.after, signal),
    // What the first page was narrowed to, the next ones are of too.
    getNextPageParam: (last): Place | undefined => (last.next ? { after: last.next, whom: last.narrowed ? 'members' : (address.whom ?? 'everyone') } : undefined),
  })
  return (
    <>
      <Filters environments={project?.environments ?? []} />
      <Load query={query}>
          {({ pages }) => (
            <Shown
              m={joined(pages)} narrowed={pages[0].narrowed} body={body ?? {}} name={project?.name ?? ''} again={() => void query.refetch()}
              more={query.hasNextPage ? { busy: query.isFetchingNextPage, load: () => void query.fetchNextPage(), rest: () => readRest(body ?? {}, pages[0].narrowed ? 'members' : (address.whom ?? 'everyone'), pages[pages.length - 1].next) } : undefined}
            />
          )}
        </Load>
    </>
  )
}

function Filters({ environments }: { environments: { slug: string; name: string }[] }) {
  const [address, change] = useAddress()
  const set = (next: Record<string, string>) => change({ ...next, cell: undefined })
  return (
    <div className="pair section" role="group" aria-label="What is reviewed">
      <SelectField label="Kind of subject" value={address.kind ?? ''} onChange={(kind) => set({ kind })} options={kinds} />
      <SelectField label="Environment" value={address.env ?? ''} onChange={(env) => set({ env })} options={[{ value: '', label: 'All' }, ...environments.map((e) => ({ value: e.slug, label: plain(e.name) }))]} />
      <SelectField label="Action" value={address.action ?? ''} onChange={(action) => set({ action })} options={[{ value: '', label: 'All' }, ...actions.map((a) => ({ value: a, label: a }))]} />
      <Typed label="Folder" name="path" hint="The root where it is empty" />
      <Typed label="Address" name="ip" hint="None: no address is known" />
    </div>
  )
}

/** Typed is a text that the address takes once one leaves the field, or presses Enter. */
export function Typed({ label, name, hint }: { label: string; name: string; hint?: string }) {
  const [address, change] = useAddress()
  const [typed, setTyped] = useState(address[name] ?? '')
  const take = () => typed.trim() !== (address[name] ?? '') && change({ [name]: typed.trim(), cell: undefined })
  return <TextField label={label} value={typed} onChange={setTyped} hint={hint} className="code" spellCheck={false} onBlur={take} onKeyDown={(e) => e.key === 'Enter' && take()} />
}

interface ShownProps {
  m: Matrix
  narrowed: boolean
  body: Record<string, unknown>
  name: string
  again: () => void
  more?: { busy: boolean; load: () => void; rest: () => Promise<Matrix[]> }
}

function Shown({ m, narrowed, body, name, again, more }: ShownProps) {
  const [address, change] = useAddress()
  const [row, column] = (address.cell ?? '').split('-').map(Number)
  const open = address.cell !== undefined && m.cells[row]?.[column] !== undefined
  const whom = narrowed || address.whom === 'members' ? `Members of ${plain(name)}` : 'Everyone in the organization'
  return (
    <>
      <Stale m={m} again={again} />
      {(!m.complete || narrowed) && (
        <div className="note warning section" role="status">
          {narrowed && <p>The organization has more subjects than fit here, so these are the members of {plain(name)}.</p>}
          {!m.complete && <p>Not complete: {m.cut.map(said).join('; ')}.</p>}
          {narrowed && <div className="bar"><Button onClick={() => change({ whom: 'everyone' })}>Show everyone</Button></div>}
        </div>
      )}
      <div className="bar section">
        <p className="meta grow">{whom}: {plural(m.subjects.length, 'subject')}{m.next && ', and more'}</p>
        {address.whom !== 'members' && !narrowed && <Button kind="quiet" onClick={() => change({ whom: 'members', cell: undefined })}>Members alone</Button>}
        {address.whom === 'members' && <Button kind="quiet" onClick={() => change({ whom: 'everyone', cell: undefined })}>Everyone</Button>}
        <Exports m={m} body={{ ...body, ...((narrowed || address.whom === 'members') && { members: true }) }} rest={more?.rest} />
      </div>
      {!m.assumed.ip && m.subjects.length > 0 && m.cells.every((cells) => cells.every((c) => !c.permitted)) && (
        <p className="note section">Everything is refused. Where the project or its members trust certain addresses alone, say in Address where requests come from.</p>
      )}
      {m.subjects.length === 0 ? <div className="tablebox"><Empty text="No subject that you may see" /></div> : <Grid m={m} onOpen={(i, j) => change({ cell: `${i}-${j}` }, { push: true })} />}
      {more && <div className="bar section"><Button busy={more.busy} onClick={more.load}>Show more</Button></div>}
      {open && <CellDialog m={m} row={row} column={column} project={address.project ?? ''} onClose={() => change({ cell: undefined })} />}
      <p className="meta section">
        Assumed: a good credential, {m.assumed.ip ? <>requests from <code>{m.assumed.ip}</code></> : 'an address that is not known, so that a subject bound to a list of addresses is refused'} · as of <Time at={m.assumed.time} /> · policy revision {m.revision || '–'} <code>{middle(m.digest)}</code>
      </p>
      <AsCode method="POST" path={matrixPath} body={body} then={[{ method: 'POST', path: reportPath, body }]} />
    </>
  )
}

/** Stale marks an answer of another policy than the one in force. */
function Stale({ m, again }: { m: Matrix; again: () => void }) {
  const policy = useQuery({ queryKey: ['policy'], retry: false, refetchInterval: 30_000, queryFn: async ({ signal }) => (await api<{ policy: PolicyState }>('/api/v1/authz/policy', { signal })).policy })
  if (!policy.data || policy.data.digest === m.digest) return null
  return (
    <div className="note warning section" role="status">
      <h2><span className="mark warning" aria-hidden="true">▲</span> Another policy is in force now</h2>
      <p>These answers are of revision {m.revision || '–'}; revision {policy.data.revision || '–'} decides at present.</p>
      <div className="bar"><Button onClick={again}>Ask again</Button></div>
    </div>
  )
}

function Exports({ m, body, rest }: { m: Matrix; body: Record<string, unknown>; rest?: () => Promise<Matrix[]> }) {
  const [busy, setBusy] = useState('')
  const [error, setError] = useState<unknown>()
  const verdict = useAsk({ report: { method: 'POST', path: reportPath, body } }).report
  const run = async (what: string, make: () => Promise<void>) => {
    setBusy(what)
    setError(undefined)
    try {
      await make()
      announce('Downloaded')
    } catch (cause) {
      setError(cause)
    } finally {
      setBusy('')
    }
  }
  return (
    <>
      <Button busy={busy === 'csv'} onClick={() => void run('csv', async () => download('access.csv', 'text/csv', tableOf(joined([m, ...(rest ? await rest() : [])]))))}>Export CSV</Button>
      {/* The text is signed as it is, so it is not read and written again. */}
      <Guarded verdict={verdict} busy={busy === 'report'} onClick={() => void run('report', async () => download('access-review.json', 'application/json', await text(reportPath, { method: 'POST', body })))}>Download signed report</Guarded>
      {error !== undefined && <Refusal error={error as Error} level={3} />}
    </>
  )
}
