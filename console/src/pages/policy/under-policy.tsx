import type { MissingPermission, Reason } from '../../api/errors.ts'
import { CopyButton } from '../../parts/Copy.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Reasons } from '../../parts/Refusal.tsx'
import { Badge, Outcome } from '../../parts/Values.tsx'
import { middle } from '../../parts/text.ts'
import { ExplanationParts, type Explanation } from '../decisions/explanation.tsx'

export interface Result {
  policy: string
  absent?: boolean
  revision: string
  digest: string
  permitted: boolean
  reasons: Reason[]
  missingPermissions?: MissingPermission[]
  explanation?: Explanation
  test?: string
}

export interface Simulation {
  results: Result[]
  assumed: { time: string; credential: string; ip: string | null; facts: string }
}

/** titles are what the policies of a simulation are called. */
export const titles: Record<string, string> = { active: 'Active', candidate: 'Candidate', draft: 'Draft' }

/** UnderPolicy is what one policy says, and why. */
export function UnderPolicy({ r, differs }: { r: Result; differs: boolean }) {
  const title = titles[r.policy] ?? r.policy
  if (r.absent) return <div><Region title={title}><div className="tablebox"><Empty text="No other policy is on its way" /></div></Region></div>
  return (
    <div>
      <Region title={title} actions={r.test && <CopyButton name={`Copy as opa test: ${title}`} value={r.test} text="Copy as opa test" />}>
        <div className={`note ${r.permitted ? 'permitted' : 'refused'}`}>
          <h3><Outcome permitted={r.permitted} /> {differs && <Badge tone="warning">Differs</Badge>}</h3>
          <Reasons reasons={r.reasons} missing={r.missingPermissions} />
          <p className="meta">revision {r.revision || '–'} · <code>{middle(r.digest)}</code></p>
        </div>
      </Region>
      {r.explanation ? <ExplanationParts explanation={r.explanation} of={`: ${title}`} /> : <p className="muted section">Readers of the decision log see the rules and values as well.</p>}
    </div>
  )
}
