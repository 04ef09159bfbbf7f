import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { api, text } from '../../api/http.ts'
import type { MissingPermission } from '../../api/errors.ts'
import type { Decision } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useHere } from '../../app/place.ts'
import { Button, look } from '../../parts/Button.tsx'
import { CopyButton } from '../../parts/Copy.tsx'
import { Load } from '../../parts/Load.tsx'
import { Page, Region } from '../../parts/Page.tsx'
import { CompareLink, Reasons } from '../../parts/Refusal.tsx'
import { Badge, Name, Outcome, Time } from '../../parts/Values.tsx'
import { exact, middle } from '../../parts/text.ts'
import { ExplanationParts, type Explanation } from './explanation.tsx'
import { resourceText, sentenceOf } from './resource.ts'

interface Explained extends Decision {
  missingPermissions?: MissingPermission[]
  explanation?: Explanation
  sameOutcome?: boolean
  policyChanged: boolean
}

export function Why() {
  const { decisionId } = useHere()
  const query = useQuery({ queryKey: ['decision', decisionId], queryFn: async ({ signal }) => (await api<{ decision: Explained }>(`/api/v1/authz/decisions/${decisionId}`, { signal })).decision })
  return <Load query={query}>{(d) => <Shown d={d} />}</Load>
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
          <p>{d.explanation ? (d.sameOutcome ? 'It would decide the same. What is below is what it makes of the request.' : 'It would decide otherwise. What is below is what it makes of the request.') : 'What is below is what was recorded.'}</p>
        </div>
      )}
      <div className="columns">
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
      </div>
      {!d.explanation ? <p className="muted section">You see what the answer to the request said. Readers of the decision log see the rules and values as well.</p> : (
        <>
          <ExplanationParts explanation={d.explanation} />
        </>
      )}
    </Page>
  )
}

function CopyLink() {
  return <Button onClick={() => void navigator.clipboard.writeText(location.href).then(() => announce('Copied'))}>Copy link</Button>
}
