
import { useAddress, useHere } from '../../app/place.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { SelectField } from '../../parts/Field.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { plain, plural } from '../../parts/text.ts'
import { Badge } from '../../parts/Values.tsx'
import { choices, packageOf } from './compared.ts'
import { useComparison, usePolicy, useRuleCounts, type Changed, type Comparison, type Line } from './queries.ts'
import { PolicyTabs } from './tabs.tsx'

/** BundleDiff is what differs between two policies: files, rules, codes and data. */
export function BundleDiff() {
  const [address, change] = useAddress()
  const policy = usePolicy().data
  const from = address.from || 'active'
  const to = address.to || (policy && !policy.candidate ? 'own' : 'candidate')
  const query = useComparison(from, to)
  return (
    <Page title="Bundle diff" lead="What differs between two policies, file by file.">
      <PolicyTabs at="rollout" />
      <div className="bar pair two">
        <SelectField label="From" value={from} onChange={(v) => change({ from: v })} options={choices(policy, from)} />
        <SelectField label="To" value={to} onChange={(v) => change({ to: v })} options={choices(policy, to)} />
      </div>
      <Load query={query}>{(c) => <Compared comparison={c} />}</Load>
    </Page>
  )
}

function Compared({ comparison: c }: { comparison: Comparison }) {
  const of = (kind: Changed['kind']) => c.changes.filter((change) => change.kind === kind)
  return (
    <>
      <p className="meta">Revision {c.from.revision || '–'} <code>{c.from.digest.slice(0, 12)}</code> to revision {c.to.revision || '–'} <code>{c.to.digest.slice(0, 12)}</code>: {plural(c.changes.length, 'difference')}.{!c.complete && ' More differs than is shown.'}</p>
      {c.changes.length === 0 && <Empty text="Both are the same" />}
      {c.changes.length > 0 && (
        <>
          <Region title="Rules"><Rules changes={of('rule')} /></Region>
          <Region title="Files"><Texts changes={of('file')} none="No file differs" /></Region>
          <Region title="Reason codes"><Texts changes={of('code')} none="No reason code differs" /></Region>
          <Region title="Data"><Texts changes={of('data')} none="No data differ" /></Region>
        </>
      )}
    </>
  )
}

const tones = { added: 'permitted', removed: 'refused', changed: 'warning' } as const

function Rules({ changes }: { changes: Changed[] }) {
  const { orgId } = useHere()
  const counts = useRuleCounts()
  return (
    <DataTable
      caption="Rules" rows={changes} rowKey={(c) => c.name} empty={<Empty text="No rule differs" />}
      columns={[
        { id: 'name', header: 'Rule', cell: (c) => <code>{plain(c.name.replace(/^data\./, ''))}</code> },
        { id: 'change', header: 'Change', low: true, label: 'Change', cell: (c) => <Badge tone={tones[c.change]}>{c.change}</Badge> },
        {
          id: 'refused', header: 'Refused in the last day', align: 'num', low: true, label: 'Refused in the last day',
          cell: (c) => {
            const rule = packageOf(c.name)
            const n = rule ? counts?.get(rule) : undefined
            if (!rule || !counts) return <span className="muted">–</span>
            return n ? <RowLink to={`/org/${orgId}/decisions`} search={{ outcome: 'refused', range: '24h' }}>{n.toLocaleString('en')}</RowLink> : <span className="muted">0</span>
          },
        },
      ]}
    />
  )
}

function Texts({ changes, none }: { changes: Changed[]; none: string }) {
  if (changes.length === 0) return <p className="meta">{none}</p>
  return (
    <>
      {changes.map((c, i) => (
        <details key={c.name} className="disc changed" open={i < 3}>
          <summary><Badge tone={tones[c.change]}>{c.change}</Badge> <code>{plain(c.name)}</code></summary>
          {c.lines.length > 0 && <Lines of={c.name} lines={c.lines} />}
          {c.cut && <p className="meta in">Not all of it is shown: it is too long.</p>}
        </details>
      ))}
    </>
  )
}

function Lines({ of, lines }: { of: string; lines: Line[] }) {
  return (
    <div className="scrolls" tabIndex={0} role="region" aria-label={`Lines of ${plain(of)}`}>
      <table className="diff">
        <caption className="sr">Lines of {plain(of)}</caption>
        <thead className="sr"><tr><th scope="col">Before</th><th scope="col">After</th><th scope="col">Line</th></tr></thead>
        <tbody>
          {lines.map((line, i) => {
            const kind = !line.before && !line.after ? 'gap' : !line.after ? 'went' : !line.before ? 'came' : 'same'
            const text = plain(line.text) || ' '
            return (
              <tr key={i} className={kind}>
                <td className="n">{line.before || ''}</td>
                <td className="n">{line.after || ''}</td>
                <td className="t"><span aria-hidden="true">{{ gap: ' ', went: '-', came: '+', same: ' ' }[kind]} </span>{kind === 'went' ? <del>{text}</del> : kind === 'came' ? <ins>{text}</ins> : text}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
