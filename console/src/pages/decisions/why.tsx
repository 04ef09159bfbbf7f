import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api, text } from '../../api/http.ts'
import type { MissingPermission } from '../../api/errors.ts'
import type { Decision } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAddress, useHere } from '../../app/place.ts'
import { Button, look } from '../../parts/Button.tsx'
import { CopyButton } from '../../parts/Copy.tsx'
import { Load } from '../../parts/Load.tsx'
import { Page, Region } from '../../parts/Page.tsx'
import { Choice } from '../../parts/Range.tsx'
import { CompareLink, Reasons } from '../../parts/Refusal.tsx'
import { Badge, Name, Outcome, Time } from '../../parts/Values.tsx'
import { exact, middle } from '../../parts/text.ts'
import { ExplanationParts, type Explanation } from './explanation.tsx'
import { resourceText, sentenceOf } from './resource.ts'

interface Explained extends Decision {
  missingPermissions?: MissingPermission[]
  explanation?: Explanation
  sameOutcome?: boolean
  under: string
  absent?: boolean
  policyChanged: boolean
}

export function Why() {
  const { decisionId } = useHere()
  const [address] = useAddress()
  const under = address.under === 'recorded' ? 'recorded' : undefined
  const query = useQuery({
    queryKey: ['decision', decisionId, under], placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await api<{ decision: Explained }>(`/api/v1/authz/decisions/${decisionId}`, { signal, query: { under } })).decision,
  })
  return <Load query={query} page="Why">{(d) => <Shown d={d} />}</Load>
}

function Shown({ d }: { d: Explained }) {
  const { orgId } = useHere()
  return (
    <Page
      title="Why" lead={<><Name>{sentenceOf(d)}</Name>, <Time at={d.time} /></>}
      actions={<>{d.explanation && <Link className={look('plain')} to={`/org/${orgId}/policy/simulate` as never} search={{ decision: d.id } as never}><span className="t">Simulate this request</span></Link>}<CopyLink /><CopyButton name="Copy as JSON" value={JSON.stringify(d, null, 2)} text="Copy as JSON" />{d.explanation && <CopyButton name="Copy as opa test" value={() => text(`/api/v1/authz/decisions/${d.id}/test`)} text="Copy as opa test" />}</>}
    >
      {d.policyChanged && (
        <div className="note warning">
          <h2><span className="mark warning" aria-hidden="true">▲</span> Another policy is in force now</h2>
          <p>{changedSince(d)}</p>
          {(d.explanation || d.absent) && <div className="bar"><Choice label="Explained by" name="under" options={[{ value: '', label: 'The policy in force' }, { value: 'recorded', label: 'The policy that decided' }]} /></div>}
        </div>
      )}
      <div className="columns three">
        <Region title="Reasons">
          {d.permitted ? <p className="form"><Outcome permitted /> <span>{d.grants?.map((g) => <Badge key={g} tone="permitted">{g}</Badge>)}</span></p>
            : <div className="note refused"><Reasons reasons={d.reasons} missing={d.missingPermissions} />{d.explanation && <CompareLink decisionId={d.id} reasons={d.reasons} />}</div>}
        </Region>
        <Region title="The request">
          <dl className="dl">
            <dt>Subject</dt><dd><Name>{d.subject.name ?? ''}</Name> {d.subject.type} {d.subject.id && <code>{middle(d.subject.id)}</code>}</dd>
            <dt>Action</dt><dd>{d.action}</dd>
            <dt>Resource</dt><dd><Name>{resourceText(d.resource)}</Name></dd>
            {d.projectId && <><dt>Project</dt><dd><Name>{d.projectName ?? middle(d.projectId)}</Name></dd></>}
            <dt>Route</dt><dd><code>{d.route}</code></dd>
            <dt>Address</dt><dd>{d.ip || '–'}</dd>
            <dt>Client</dt><dd><Name>{d.userAgent}</Name></dd>
            <dt>Time</dt><dd>{exact(d.time)}</dd>
            <dt>Request</dt><dd><code>{d.requestId}</code></dd>
            <dt>Policy</dt><dd>revision {d.policy?.revision} · <code>{middle(d.policy?.digest ?? '')}</code>{d.stage && <> · {d.stage}</>}</dd>
          </dl>
        </Region>
        <div className="spans">
          {d.absent ? <p className="muted section">The server does not keep revision {d.policy?.revision} any more, so it cannot say which of its rules decided.</p> : !d.explanation ? <p className="muted section">You see what the answer to the request said. Readers of the decision log see the rules and values as well.</p> : <ExplanationParts explanation={d.explanation} />}
        </div>
      </div>
    </Page>
  )
}

/** changedSince says what the policy of now makes of a decision that another one made. */
function changedSince(d: Explained): string {
  if (d.under === 'recorded') return `What is below is what revision ${d.policy?.revision} makes of the request, which decided it.`
  if (!d.explanation) return 'What is below is what was recorded.'
  return `It would decide ${d.sameOutcome ? 'the same' : 'otherwise'}. What is below is what it makes of the request.`
}

function CopyLink() {
  return <Button onClick={() => void navigator.clipboard.writeText(location.href).then(() => announce('Copied'))}>Copy link</Button>
}
