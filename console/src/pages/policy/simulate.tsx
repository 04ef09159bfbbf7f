import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState, type FormEvent } from 'react'

import { api } from '../../api/http.ts'
import type { PolicyState } from '../../api/types.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { CheckField, SelectField, TextField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Page, Region } from '../../parts/Page.tsx'
import { exact, middle, plural } from '../../parts/text.ts'
import { ChooseIdentity, ChooseProject, ChooseUser } from '../access/choosers.tsx'
import { RecentRefusals } from './recent-refusals.tsx'
import { changes, parts, simulationBody } from './simulation.ts'
import { PolicyTabs } from './tabs.tsx'
import { changesOf, keptDraft } from './try/draft.ts'
import { Sent } from './try/replay.ts'
import { titles, UnderPolicy, type Result, type Simulation } from './under-policy.tsx'

const path = '/api/v1/authz/simulate'
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

type Address = Record<string, string | undefined>

/** Simulate shows what the policy in force and the one on its way make of a request that is not made. */
export function Simulate() {
  const [address, change] = useAddress()
  // The candidate is asked where there is one, and the reader may read of it.
  const policy = useQuery({ queryKey: ['policy'], retry: false, queryFn: async ({ signal }) => (await api<{ policy: PolicyState }>('/api/v1/authz/policy', { signal })).policy })
  const body = simulationBody(address, policy.data?.candidate ? ['active', 'candidate'] : ['active'])
  const [draft] = useState(keptDraft)
  const sent = useMemo(() => draft && new Sent(draft.files), [draft])
  const asked = address.draft === '1' ? sent : undefined
  const query = useQuery({
    queryKey: ['simulate', body, Boolean(asked)], enabled: Boolean(body) && !policy.isPending, retry: false, staleTime: asked ? 0 : undefined,
    queryFn: ({ signal }) => {
      const ask = (candidateId?: string) => api<Simulation>(path, { method: 'POST', body: { ...body, candidateId }, signal })
      return asked ? asked.ask(ask, signal) : ask()
    },
  })
  return (
    <Page title="Simulate" lead="What the policy in force, and the one on its way, make of a request. It is not made, and nothing is recorded of it but that you asked.">
      <PolicyTabs at="simulate" />
      {draft ? <div className="section"><CheckField label="Ask the draft too" checked={Boolean(asked)} onChange={(on) => change({ draft: on ? '1' : undefined })} hint={`${plural(changesOf(draft).length, 'file')} of it changed in Try a policy`} /></div> : address.draft === '1' && <p className="meta section">This page has no draft: one lives in the memory of the tab that it was written in.</p>}
      {address.decision ? <Recorded key={address.decision} address={address} change={change} /> : <Parts address={address} change={change} />}
      {body ? <Load query={query}>{(s) => <><Shown s={s} body={asked ? { ...body, candidateId: variable('CANDIDATE_ID') } : body} />{policy.data && !policy.data.candidate && <p className="meta section">No other policy is on its way, so the one in force is asked alone.</p>}</>}</Load> : <RecentRefusals />}
    </Page>
  )
}

interface FormProps {
  address: Address
  change: (next: Address, how?: { push?: boolean }) => void
}

/** Recorded is a request of the log, of which one part may be other. */
function Recorded({ address, change }: FormProps) {
  const { orgId } = useHere()
  const [field, setField] = useState(address.field ?? '')
  const [value, setValue] = useState(address.value ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change(field ? { field, value } : { field: undefined, value: undefined }, { push: true })
  }
  return (
    <form className="form section" onSubmit={submit} aria-label="Request">
      <p>The request of <Link to={`/org/${orgId}/decisions/${address.decision}` as never}>decision {middle(address.decision ?? '')}</Link>, with the facts of its time.</p>
      <div className="pair">
        <SelectField label="Change" value={field} onChange={setField} options={[{ value: '', label: 'Nothing' }, ...Object.entries(changes).map(([key, label]) => ({ value: key, label }))]} />
        {field && <TextField label={changes[field as keyof typeof changes]} value={value} onChange={setValue} type={field === 'now' ? 'datetime-local' : 'text'} className="code" spellCheck={false} />}
      </div>
      <div className="bar">
        <Button kind="primary" type="submit">Simulate</Button>
        <Button onClick={() => change({ decision: undefined, field: undefined, value: undefined })}>Another request</Button>
      </div>
    </form>
  )
}

const kinds = [{ value: 'identity', label: 'Machine identity' }, { value: 'user', label: 'User' }, { value: 'service_token', label: 'Service token' }]
const modes: Record<string, { value: string; label: string }[]> = {
  user: [{ value: '', label: 'Session' }, { value: 'api_key', label: 'API key' }], identity: [{ value: '', label: 'Access token' }], service_token: [{ value: '', label: 'Service token' }],
}

/** Parts is a request by who asks for what, and where; the address keeps it once it is simulated. */
function Parts({ address, change }: FormProps) {
  const [values, setValues] = useState<Address>(() => ({ kind: 'identity', action: 'readValue', resource: 'secrets', path: '/', ...Object.fromEntries(parts.map((p) => [p, address[p]]).filter(([, v]) => v)) }))
  const [decision, setDecision] = useState('')
  const set = (next: Address) => setValues((old) => ({ ...old, ...next }))
  const text = (name: string) => ({ value: values[name] ?? '', onChange: (value: string) => set({ [name]: value }), spellCheck: false, className: 'code' })
  const kind = values.kind ?? 'identity'
  const pasted = decision.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change(pasted ? { decision: pasted } : Object.fromEntries(parts.map((p) => [p, values[p] || undefined])), { push: true })
  }
  return (
    <form className="form section" onSubmit={submit} aria-label="Request">
      <div className="form narrow">
        <TextField label="Paste a decision" value={decision} onChange={setDecision} className="code" spellCheck={false} hint="Its id, to start from what was asked then" wrong={pasted && !uuid.test(pasted) ? 'That is no id of a decision' : undefined} />
      </div>
      <div className="pair">
        <SelectField label="Kind" value={kind} onChange={(next) => set({ kind: next, subject: '', mode: '' })} options={kinds} />
        <ChooseSubject kind={kind} value={values.subject ?? ''} onChange={(subject) => set({ subject })} />
        <TextField label="Action" {...text('action')} />
        <TextField label="Resource" {...text('resource')} />
        <ChooseProject none="None" value={values.project ?? ''} onChange={(project) => set({ project })} />
        <TextField label="Environment" {...text('environment')} />
        <TextField label="Path" {...text('path')} />
        <TextField label="Name" {...text('name')} />
        <TextField label="Address" {...text('ip')} hint="None: no address is known" />
        <TextField label="Time" type="datetime-local" {...text('now')} hint="None: now" />
        <SelectField label="Mode" value={values.mode ?? ''} onChange={(mode) => set({ mode })} options={modes[kind]} />
      </div>
      <div className="bar"><Button kind="primary" type="submit">Simulate</Button></div>
    </form>
  )
}

interface ChooseProps {
  value: string
  onChange: (value: string) => void
}

function ChooseSubject({ kind, value, onChange }: ChooseProps & { kind: string }) {
  if (kind === 'identity') return <ChooseIdentity label="Subject" value={value} onChange={onChange} />
  if (kind === 'user') return <ChooseUser label="Subject" value={value} onChange={onChange} />
  return <TextField label="Subject" value={value} onChange={onChange} className="code" spellCheck={false} hint="The id of the service token" />
}

function Shown({ s, body }: { s: Simulation; body: object }) {
  const [said, setSaid] = useState('')
  const decided = s.results.filter((r) => !r.absent)
  const differs = decided.some((r) => outcome(r) !== outcome(decided[0]))
  const sentence = decided.map((r) => `${titles[r.policy]}: ${r.permitted ? 'permitted' : 'refused'}`).join('. ')
  useEffect(() => {
    setSaid(sentence)
  }, [sentence])
  return (
    <>
      <p className="sr" role="status">{said}</p>
      {differs && <div className="note warning section"><h2><span className="mark warning" aria-hidden="true">▲</span> The policies differ</h2></div>}
      <div className={s.results.length > 1 ? 'columns three' : undefined}>
        {s.results.map((r) => <UnderPolicy key={r.policy} r={r} differs={differs} />)}
        <div className="spans"><Assumed of={s.assumed} /></div>
      </div>
      <AsCode method="POST" path={path} body={body} />
    </>
  )
}

function Assumed({ of }: { of: Simulation['assumed'] }) {
  return (
    <Region title="What was assumed">
      <dl className="dl">
        <dt>Credential</dt><dd>{of.credential === 'valid' ? 'Good' : 'As it was recorded'}</dd>
        <dt>Address</dt><dd>{of.ip ?? 'Not known: a subject that is bound to a list of addresses is refused'}</dd>
        <dt>Time</dt><dd>{exact(of.time)}</dd>
        <dt>Facts</dt><dd>{of.facts === 'current' ? 'Those of the database at present' : 'Those of the record; what is absent there stays absent'}</dd>
      </dl>
    </Region>
  )
}

const outcome = (r: Result) => JSON.stringify([r.permitted, r.reasons.map((x) => x.code)])
