import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { useOrgRoles, useProjectRoles } from '../../api/queries.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { useSession } from '../../app/session.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { CopyButton } from '../../parts/Copy.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { SelectField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { middle, plain, plural } from '../../parts/text.ts'
import { ChooseIdentity, ChooseProject, ChooseUser } from './choosers.tsx'
import { AccessTabs } from './tabs.tsx'
import { because, comparedDraft, readSide, sideBody, writeSide, type Kind, type Side } from './sides.ts'

interface Shortfall {
  action: string
  subject: string
  conditions?: unknown
  why: string
  projectId: string | null
  projectName?: string
}

interface ComparedSide {
  name: string
  grants: { grant: string; name: string; projectId: string | null; projectName?: string; ends: string | null }[]
}

interface Comparison {
  contained: boolean
  missing: Shortfall[]
  unproved: Shortfall[]
  complete: boolean
  left: ComparedSide
  right: ComparedSide
  policy: { revision: string; digest: string }
  assumed: { time: string; decisionId?: string }
}

const path = '/api/v1/authz/compare'

/** Compare holds what one side holds against what another one holds or would be given. */
export function Compare() {
  const { orgId } = useHere()
  const { userId } = useSession()
  const [address, change] = useAddress()
  const draft = comparedDraft()
  const left = address.left ? readSide(address.left, 'user') : { kind: 'user' as const, id: userId }
  const right = readSide(address.right, draft ? 'draft' : 'role')
  const sides = { left: sideBody(left, draft), right: sideBody(right, draft) }
  const body = address.decision ? { decisionId: address.decision } : sides.left && sides.right && { ...sides, ...(address.project && { projectId: address.project }) }
  const query = useQuery({ queryKey: ['compare', body], enabled: Boolean(body), queryFn: ({ signal }) => api<Comparison>(path, { method: 'POST', body, signal }) })
  return (
    <Page title="Privilege comparison" lead="What the left side lacks of what the right side holds, by the comparison that refuses with privilege_boundary.">
      <AccessTabs at="compare" />
      {address.decision ? (
        <div className="note">
          <p>Both sides are those of <Link to={`/org/${orgId}/decisions/${address.decision}` as never}>decision {middle(address.decision)}</Link>, as they were when it was made.</p>
          <div className="bar"><Button onClick={() => change({ decision: undefined })}>Compare others</Button></div>
        </div>
      ) : (
        <div className="form">
          <div className="columns sides">
            <ChooseSide title="What is held" side={left} project={address.project} draft={draft} onChange={(side) => change({ left: writeSide(side) })} />
            <ChooseSide title="What would be handed out" side={right} project={address.project} draft={draft} onChange={(side) => change({ right: writeSide(side) })} />
          </div>
          <div className="form narrow">
            <ChooseProject none="None: roles of the organization" hint="Where roles and drafts hold" value={address.project ?? ''} onChange={(project) => change({ project, ...(left.kind === 'role' && { left: 'role:' }), ...(right.kind === 'role' && { right: 'role:' }) })} />
          </div>
        </div>
      )}
      {!body ? <div className="tablebox section"><Empty text={right.kind === 'draft' && !draft ? 'There is no draft: one begins in the editor of a role' : 'Choose what to compare'} /></div> : <Load query={query}>{(c) => <Shown c={c} body={body} />}</Load>}
    </Page>
  )
}

const kindOptions: { value: Kind; label: string }[] = [
  { value: 'user', label: 'User' }, { value: 'identity', label: 'Machine identity' }, { value: 'role', label: 'Role' }, { value: 'draft', label: 'Draft' },
]

interface ChooseProps {
  title: string
  side: Side
  project?: string
  draft: unknown[] | undefined
  onChange: (side: Side) => void
}

function ChooseSide({ title, side, project, draft, onChange }: ChooseProps) {
  return (
    <fieldset className="field" aria-label={title}>
      <legend className="label">{title}</legend>
      <div className="pair">
        <SelectField label="Kind" value={side.kind} onChange={(kind) => onChange({ kind: kind as Kind, id: '' })} options={kindOptions} />
        {side.kind === 'user' && <ChooseUser label="User" value={side.id} onChange={(id) => onChange({ kind: 'user', id })} />}
        {side.kind === 'identity' && <ChooseIdentity label="Machine identity" value={side.id} onChange={(id) => onChange({ kind: 'identity', id })} />}
        {side.kind === 'role' && (project ? <ChooseProjectRole project={project} side={side} onChange={onChange} /> : <ChooseOrgRole side={side} onChange={onChange} />)}
        {side.kind === 'draft' && <p className="meta">{draft ? `${plural(draft.length, 'rule')} from the editor of a role` : 'No draft'}</p>}
      </div>
    </fieldset>
  )
}

type Choose = Pick<ChooseProps, 'side' | 'onChange'>

function ChooseOrgRole({ side, onChange }: Choose) {
  const roles = useOrgRoles()
  return <Combobox label="Role" value={side.id} onChange={(id) => onChange({ kind: 'role', id })} options={roles.data?.map((r) => ({ value: r.slug, label: r.name })) ?? []} loading={roles.isPending} />
}

function ChooseProjectRole({ project, side, onChange }: Choose & { project: string }) {
  const roles = useProjectRoles(project)
  return <Combobox label="Role" value={side.id} onChange={(id) => onChange({ kind: 'role', id })} options={roles.data?.map((r) => ({ value: r.slug, label: r.name })) ?? []} loading={roles.isPending} />
}

function Shown({ c, body }: { c: Comparison; body: object }) {
  return (
    <>
      <Verdict c={c} />
      {c.missing.length > 0 && <Region title="Missing permissions" actions={<CopyButton name="Copy as JSON" value={JSON.stringify(c, null, 2)} text="Copy as JSON" />}><Lacking caption="Missing permissions" rows={c.missing} /></Region>}
      {c.unproved.length > 0 && (
        <Region title="Not proved">
          <p className="measure muted">No proof was found that these are held, or that they are not. The policy counts them as missing.</p>
          <Lacking caption="Not proved" rows={c.unproved} />
        </Region>
      )}
      <div className="columns">
        <Region title="Held"><Grants caption="Held" side={c.left} /></Region>
        <Region title="Handed out"><Grants caption="Handed out" side={c.right} /></Region>
      </div>
      <p className="meta section">As of <Time at={c.assumed.time} /> · policy revision {c.policy.revision} <code>{middle(c.policy.digest)}</code></p>
      <AsCode method="POST" path={path} body={body} />
    </>
  )
}

function Verdict({ c }: { c: Comparison }) {
  const counts = [c.missing.length > 0 && `${plural(c.missing.length, 'permission')} missing`, c.unproved.length > 0 && `${c.unproved.length} not proved`].filter(Boolean).join(', ')
  return (
    <div className={`note section ${c.contained ? 'permitted' : 'refused'}`} role="status">
      <h2>
        <span className={`mark ${c.contained ? 'permitted' : 'refused'}`} aria-hidden="true">{c.contained ? '✓' : '✕'}</span>
        {c.contained ? 'The left side holds all of it' : `The left side does not hold all of it: ${counts}`}
      </h2>
      {!c.complete && <p>More is lacking than is listed: these are the first {(c.missing.length + c.unproved.length).toLocaleString('en')}.</p>}
    </div>
  )
}

const place = (row: { projectId: string | null; projectName?: string }) => (row.projectId ? row.projectName || middle(row.projectId) : 'The organization')

const columns: Column<Shortfall>[] = [
  { id: 'action', header: 'Action', cell: (s) => <code>{s.action}</code>, sort: (a, b) => a.action.localeCompare(b.action) },
  { id: 'resource', header: 'Resource', low: true, cell: (s) => <code>{s.subject}</code>, sort: (a, b) => a.subject.localeCompare(b.subject) },
  { id: 'condition', header: 'Condition', low: true, label: 'Condition', cell: (s) => (s.conditions ? <code className="wrap">{plain(JSON.stringify(s.conditions))}</code> : <span className="muted">none</span>) },
  { id: 'where', header: 'Where', low: true, cell: (s) => <Name>{place(s)}</Name> },
  { id: 'why', header: 'Why', low: true, cell: (s) => <span className="wrap">{because[s.why] ?? s.why}</span> },
]

function Lacking({ caption, rows }: { caption: string; rows: Shortfall[] }) {
  return <DataTable caption={caption} rows={rows} rowKey={(s) => JSON.stringify(s)} columns={columns} foot={<span>{plural(rows.length, 'permission')}</span>} />
}

function Grants({ caption, side }: { caption: string; side: ComparedSide }) {
  return (
    <>
      {side.name && <p className="muted"><Name>{side.name}</Name></p>}
      <DataTable
        caption={caption} rows={side.grants} rowKey={(g) => JSON.stringify(g)} empty={<Empty text="No role and no privilege" />}
        columns={[
          { id: 'grant', header: 'Grant', cell: (g) => <Name>{g.grant === 'draft' ? 'Draft' : g.name || g.grant}</Name> },
          { id: 'id', header: 'Name in decisions', low: true, cell: (g) => (g.grant === 'draft' ? <span className="muted">–</span> : <code className="wrap">{g.grant}</code>) },
          { id: 'where', header: 'Where', low: true, cell: (g) => <Name>{place(g)}</Name> },
          { id: 'ends', header: 'Ends', low: true, label: 'Ends', cell: (g) => <Time at={g.ends} /> },
        ]}
      />
    </>
  )
}
