import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useProjectRoles } from '../../api/queries.ts'
import type { ProjectIdentity, ProjectRole, ProjectUser, Rule } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useAddress } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { SelectField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { readRules, sentence } from '../roles/rules.ts'
import { differences, holdersOf, type Holder } from './least.ts'
import { spans } from './unused.tsx'

interface Suggested {
  role: { slug: string; name: string; description: string; permissions: Rule[] }
  since: string
  records: number
  complete: boolean
}

/** SuggestedRole is the least role that covers what a member of the project did, and what it would change. */
export function SuggestedRole() {
  const [address, change] = useAddress()
  const project = address.project ?? ''
  const members = useQuery({ queryKey: ['members', project], queryFn: ({ signal }) => readMembers(project, signal) })
  const days = address.days ?? '90'
  const query = { subjectId: address.subject, projectId: project, days }
  const found = useQuery({ queryKey: ['suggested', query], enabled: Boolean(address.subject), queryFn: ({ signal }) => api<Suggested>('/api/v1/authz/suggested-role', { signal, query }) })
  return (
    <Load query={members}>
      {(all) => (
        <>
          <div className="pair section" role="group" aria-label="Whose use">
            <SelectField label="Member" value={address.subject ?? ''} onChange={(subject) => change({ subject, role: undefined })} options={[{ value: '', label: 'Choose a member' }, ...all.map((h) => ({ value: h.id, label: plain(h.name) }))]} />
            <SelectField label="Used within" value={days} onChange={(next) => change({ days: next })} options={spans} />
          </div>
          {!address.subject ? <div className="tablebox section"><Empty text="Choose whose use the role is to cover" /></div>
            : <Load query={found}>{(s) => <Proposal key={address.subject} s={s} members={all} subject={address.subject ?? ''} />}</Load>}
        </>
      )}
    </Load>
  )
}

async function readMembers(project: string, signal: AbortSignal): Promise<Holder[]> {
  const [identities, users] = await Promise.all([
    api<{ identityMemberships: ProjectIdentity[] }>(`/api/v2/workspace/${project}/identity-memberships`, { signal }),
    api<{ users: ProjectUser[] }>(`/api/v1/workspace/${project}/users`, { signal }),
  ])
  return [
    ...identities.identityMemberships.map((m) => ({ id: m.identity.id, name: m.identity.name, roles: m.roles.flatMap((r) => r.customRoleId ?? []) })),
    ...users.users.map((m) => ({ id: m.user.id, name: m.user.email, roles: m.roles.flatMap((r) => r.customRoleId ?? []) })),
  ]
}

interface ProposalProps {
  s: Suggested
  members: Holder[]
  subject: string
}

/** Proposal holds the role against one that the member has, or makes a new one of it. */
function Proposal({ s, members, subject }: ProposalProps) {
  const [address, change] = useAddress()
  const project = address.project ?? ''
  const roles = useProjectRoles(project)
  const mine = members.find((m) => m.id === subject)
  const editable = roles.data?.filter((r) => mine?.roles.includes(r.id)) ?? []
  const role = editable.find((r) => r.id === address.role)
  return (
    <>
      {!s.complete && <div className="note warning section" role="status"><p>Not complete: the log has more decisions than were read, so the role may lack what was used.</p></div>}
      <p className="section">{s.records ? `It covers ${plural(s.records, 'decision')} of ` : 'Nothing was used by '}<Name>{mine?.name ?? subject}</Name> since <Time at={s.since} />.</p>
      <div className="form narrow section">
        <SelectField label="Apply to" value={role?.id ?? ''} onChange={(next) => change({ role: next })} options={[{ value: '', label: 'A new role' }, ...editable.map((r) => ({ value: r.id, label: plain(r.name) }))]} />
      </div>
      {role ? <Changed key={role.id} s={s} role={role} members={members} subject={subject} /> : <Fresh s={s} />}
    </>
  )
}

/** Changed is an edit of a role: what it loses and gains, and who holds it. */
function Changed({ s, role, members, subject }: { s: Suggested; role: ProjectRole; members: Holder[]; subject: string }) {
  const [address] = useAddress()
  const now = useQuery({
    queryKey: ['project-roles', address.project, role.slug],
    queryFn: async ({ signal }) => (await api<{ role: ProjectRole }>(`/api/v2/workspace/${address.project}/roles/slug/${role.slug}`, { signal })).role,
  })
  const holders = holdersOf(members, role.id)
  const others = holders.filter((h) => h.id !== subject)
  const lines = now.data && differences(readRules(now.data.permissions), readRules(s.role.permissions))
  return (
    <>
      <Load query={now}>{() => <Difference lines={lines ?? []} />}</Load>
      <Region title="Who is affected">
        {others.length > 0 && <div className="note warning"><p>{plural(others.length, 'other member')} {others.length === 1 ? 'holds' : 'hold'} this role, and {others.length === 1 ? 'loses' : 'lose'} what {others.length === 1 ? 'it' : 'they'} used of it besides.</p></div>}
        <DataTable caption="Who is affected" rows={holders} rowKey={(h) => h.id} columns={[{ id: 'name', header: 'Name', cell: (h) => <Name>{h.name}</Name> }]} foot={<span>{plural(holders.length, 'holder')}</span>} />
      </Region>
      <Apply verb="Apply" method="PATCH" path={`/api/v2/workspace/${address.project}/roles/${role.id}`} body={{ permissions: s.role.permissions }} lead={`${plain(role.name)} permits what is listed and nothing else, at once and for ${plural(holders.length, 'holder')}.`} title={`Apply to ${plain(role.name)}`} nothing={lines?.every((l) => l.change === '') ?? false} />
    </>
  )
}

function Fresh({ s }: { s: Suggested }) {
  const [address] = useAddress()
  return (
    <>
      <Difference lines={differences([], readRules(s.role.permissions))} />
      <Apply verb="Create Role" method="POST" path={`/api/v2/workspace/${address.project}/roles`} body={s.role} title={`Create ${s.role.slug}`} lead="No member holds it until it is given: edit the roles of the member afterwards." nothing={s.role.permissions.length === 0} />
    </>
  )
}

const marks: Record<string, { tone: 'permitted' | 'refused' | 'plain'; word: string }> = { '+': { tone: 'permitted', word: 'Added' }, '-': { tone: 'refused', word: 'Removed' }, '': { tone: 'plain', word: 'Kept' } }

function Difference({ lines }: { lines: ReturnType<typeof differences> }) {
  return (
    <Region title="Difference">
      <DataTable
        caption="Difference" rows={lines} rowKey={(l) => l.change + JSON.stringify(l.rule)} empty={<Empty text="No rule: nothing was used that needs one" />}
        columns={[
          { id: 'change', header: 'Change', cell: (l) => <Badge tone={marks[l.change].tone}>{marks[l.change].word}</Badge> },
          { id: 'rule', header: 'Rule', low: true, cell: (l) => <span className="wrap">{plain(sentence(l.rule))}</span> },
        ]}
      />
    </Region>
  )
}

interface ApplyProps {
  verb: string
  method: 'PATCH' | 'POST'
  path: string
  body: Record<string, unknown>
  title: string
  lead: string
  nothing: boolean
}

function Apply({ verb, method, path, body, title, lead, nothing }: ApplyProps) {
  const [asked, setAsked] = useState(false)
  const verdict = useAsk({ apply: { method, path, body } })
  return (
    <>
      <div className="bar section"><Guarded kind="primary" verdict={verdict.apply} unless={nothing ? 'There is nothing to change' : undefined} onClick={() => setAsked(true)}>{verb}</Guarded></div>
      <AsCode method={method} path={path} body={body} />
      {asked && (
        <Confirm title={title} verb={verb} lead={lead} open safe={method === 'POST'} onClose={() => setAsked(false)} request={{ method, path, body }} onDone={async () => {
          await changed('project-roles', 'matrix', 'suggested', 'what-can', 'who-can')
          announce('Role saved')
        }} />
      )}
    </>
  )
}
