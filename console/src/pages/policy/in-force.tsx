import { Load } from '../../parts/Load.tsx'
import { Region } from '../../parts/Page.tsx'
import { Badge, Id, Time } from '../../parts/Values.tsx'
import { usePolicy } from './queries.ts'

/** InForce is which policy decides, and what is on its way. */
export function InForce({ title, full }: { title: string; full?: boolean }) {
  const query = usePolicy()
  return (
    <Region title={title}>
      <Load query={query} level={3}>
        {(p) => (
          <dl className="dl">
            <dt>Revision</dt><dd>{p.revision || '–'}</dd>
            <dt>Digest</dt><dd><Id value={p.digest} name="digest" /></dd>
            <dt>Stage</dt><dd><Badge tone={p.stage === 'active' ? 'permitted' : 'warning'}>{p.stage}</Badge>{p.candidate && <> · candidate {p.candidate.revision}: {p.candidate.stage}{p.candidate.stage === 'canary' && ` ${p.candidate.percent} %`}</>}</dd>
            <dt>Source</dt><dd>{p.source}{p.published && ', published over the API'}</dd>
            <dt>Problem</dt><dd>{p.problem ? <Badge tone="warning">{p.problem}</Badge> : 'None'}</dd>
            {full && <><dt>Changed</dt><dd><Time at={p.changedAt} />{p.reason && ` · ${p.reason}`}</dd></>}
            {full && <><dt>Guardrails</dt><dd>{p.guardrails.length ? <span className="badges">{p.guardrails.map((g) => <Badge key={g}><code>{g}</code></Badge>)}</span> : 'None'}</dd></>}
          </dl>
        )}
      </Load>
    </Region>
  )
}
