import { Link } from '@tanstack/react-router'
import { Upload } from 'lucide-react'

import type { PolicyChange, PolicyState } from '../../api/types.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { Guarded } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { middle, plain } from '../../parts/text.ts'
import { Badge, Id, Name, Time } from '../../parts/Values.tsx'
import { DifferencesFigure } from './differences.tsx'
import { useDifferences, usePolicy } from './queries.ts'
import { Promote, Publish, RollBack } from './rollout-dialogs.tsx'
import { ServersTable } from './servers.tsx'
import { backwards, bucketFor, steps } from './stages.ts'
import { PolicyTabs } from './tabs.tsx'

/** Rollout is how a policy gets into force, and out again. */
export function Rollout() {
  const query = usePolicy()
  const p = query.data
  const publish = useDialog('publish')
  const promote = useDialog('promote')
  const back = useDialog('rollback')
  const verdicts = useAsk<'publish' | 'promote' | 'back'>({
    publish: { method: 'POST', path: '/api/v1/authz/bundles', body: { stage: 'shadow', bundle: 'AA==' } },
    promote: { method: 'POST', path: '/api/v1/authz/promote', body: { stage: 'active' } },
    back: { method: 'POST', path: '/api/v1/authz/rollback', body: {} },
  })
  const actions = p && (
    <>
      <Guarded verdict={verdicts.back} unless={backwards(p) ? undefined : 'There is nothing to roll back to'} kind="danger" onClick={back.show}>Roll back</Guarded>
      <Guarded verdict={verdicts.promote} unless={p.candidate ? undefined : 'No policy is on its way; publish a bundle'} onClick={promote.show}>Promote</Guarded>
      <Guarded verdict={verdicts.publish} kind="primary" icon={<Upload aria-hidden />} onClick={publish.show}>Publish bundle</Guarded>
    </>
  )
  return (
    <Page title="Rollout" lead="How a policy gets into force, on all servers, and out again." actions={actions}>
      <PolicyTabs at="rollout" />
      <Load query={query}>{(policy) => <Stages policy={policy} />}</Load>
      {p && publish.open && <Publish policy={p} open onClose={publish.close} />}
      {p?.candidate && promote.open && <Promote policy={p} open onClose={promote.close} />}
      {p && back.open && backwards(p) && <RollBack policy={p} open onClose={back.close} />}
    </Page>
  )
}

function Stages({ policy }: { policy: PolicyState }) {
  return (
    <div className="columns three">
      <Region title="Stages"><Stepper policy={policy} /></Region>
      <Region title="Differences" actions={<Unexpected policy={policy} />}><OverTime policy={policy} /></Region>
      <div className="spans"><Region title="Servers"><ServersTable policy={policy} /></Region></div>
      <div className="spans always"><Region title="History"><History changes={policy.history ?? []} /></Region></div>
    </div>
  )
}

function Stepper({ policy }: { policy: PolicyState }) {
  const { orgId } = useHere()
  const c = policy.candidate
  if (!c && !policy.published) return <p>The {policy.source === 'embedded' ? 'embedded' : "server's own"} policy decides; nothing is on its way</p>
  return (
    <>
      <ol className="stepper" aria-label="Stages">
        {steps(policy).map((s) => <li key={s.stage} aria-current={s.current ? 'step' : undefined}>{s.text}</li>)}
      </ol>
      <dl className="dl">
        <dt>Decides</dt><dd>Revision {policy.revision} · <Id value={policy.digest} name="digest" /></dd>
        <dt>On its way</dt>
        <dd>
          {c ? <>Revision {c.revision} · <Id value={c.digest} name="candidate's digest" />{!c.inForce && <> <Badge tone="warning">Not in force on this server yet</Badge></>}{' '}
            <Link to={`/org/${orgId}/policy/diff` as never} search={{ from: 'active', to: 'candidate' } as never}>What differs</Link></> : 'Nothing'}
        </dd>
        <dt>Problem</dt><dd>{policy.problem ? <Badge tone="warning">{plain(policy.problem)}</Badge> : 'None'}</dd>
      </dl>
    </>
  )
}

/** Unexpected leads to the decisions that a canary refused: those of a shadow are counted, and not recorded. */
function Unexpected({ policy }: { policy: PolicyState }) {
  const { orgId } = useHere()
  if (policy.candidate?.stage !== 'canary') return null
  return <Link to={`/org/${orgId}/decisions` as never} search={{ stage: 'canary', outcome: 'refused', range: '24h' } as never}>Refusals of the canary</Link>
}

function OverTime({ policy }: { policy: PolicyState }) {
  const query = useDifferences(bucketFor(policy.candidate ? policy.changedAt : null))
  return <Load query={query} level={3}>{(data) => <DifferencesFigure data={data} stage={policy.candidate?.stage} />}</Load>
}

function History({ changes }: { changes: PolicyChange[] }) {
  const { orgId } = useHere()
  return (
    <DataTable
      caption="History" rows={changes} rowKey={(c) => String(c.version)} empty={<Empty text="No policy was published yet" />}
      columns={[
        { id: 'revision', header: 'Revision', cell: (c) => <RowLink to={`/org/${orgId}/policy/diff`} search={{ from: 'own', to: c.digest.slice(0, 16) }}>Revision {c.revision}</RowLink> },
        { id: 'digest', header: 'Digest', low: true, label: 'Digest', cell: (c) => <code title={c.digest}>{middle(c.digest)}</code> },
        { id: 'key', header: 'Key', low: true, label: 'Key', cell: (c) => (c.key ? <Name>{c.key}</Name> : <span className="muted">Unsigned</span>) },
        { id: 'stage', header: 'Stage', low: true, label: 'Stage', cell: (c) => <Badge tone={c.stage === 'active' ? 'permitted' : c.stage === 'withdrawn' ? 'refused' : 'warning'}>{c.stage}{c.stage === 'canary' && ` ${c.percent} %`}</Badge> },
        { id: 'who', header: 'Who', low: true, label: 'Who', cell: (c) => (c.who.type === 'platform' ? 'The server' : c.who.name ? <Name>{c.who.name}</Name> : <code title={c.who.id}>{middle(c.who.id)}</code>) },
        { id: 'reason', header: 'Reason', low: true, label: 'Reason', cell: (c) => (c.reason ? <Name>{c.reason}</Name> : <span className="muted">{plain(c.outcome)}</span>) },
        { id: 'when', header: 'When', low: true, label: 'When', cell: (c) => <Time at={c.when} /> },
      ]}
    />
  )
}
