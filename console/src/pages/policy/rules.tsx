import { Search } from 'lucide-react'
import { useAddress, useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Tree } from '../../parts/Tree.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { findRules, hitKey, type Found } from './find.ts'
import { DeadRules, HeatChoice, heatOf, HitsNote } from './heat.tsx'
import { GoToLine } from './go-to-line.tsx'
import { packageLeaf } from './packages.ts'
import { Refused } from './page.tsx'
import { useHits, useRefusals, useRules, type Hits, type RuleFile } from './queries.ts'
import { Source } from './source.tsx'
import { PolicyTabs } from './tabs.tsx'

/** Rules is the policy in force to read: what each rule says of itself, and its source. */
export function Rules() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const rules = useRules()
  const refusals = useRefusals()
  const heat = heatOf(address)
  const counted = useHits(heat === 'hits')
  const hits = heat === 'hits' ? counted.data?.hits : undefined
  const base = `/org/${orgId}/policy/rules`
  return (
    <Page title="Rules" lead="What the rules in force say of themselves. Each refusal's code leads to the rule that gave it.">
      <PolicyTabs at="rules" />
      <Load query={rules}>
        {({ files }) => {
          const chosen = files.find((f) => f.file === address.file)
          const found = findRules(chosen && !address.search ? [chosen] : files, address.search ?? '')
          return (
            <>
              <div className="bar">
                <div className="search">
                  <Search aria-hidden />
                  <input className="input" type="search" aria-label="Search rules" placeholder="A rule, a code, a word" value={address.search ?? ''} onChange={(e) => change({ search: e.target.value })} />
                </div>
                <HeatChoice />
                {chosen && <Button onClick={() => change({ file: undefined, line: undefined })}>All files</Button>}
              </div>
              {heat === 'hits' && <HitsNote query={counted} />}
              <div className="policy">
                <Tree label="Packages" leaves={leavesOf(files)} chosen={address.file} href={(file) => `/console${base}?${new URLSearchParams({ file })}`} onOpen={(file) => change({ file, line: undefined, search: undefined }, { push: true })} />
                <div className="grow">
                  {address.file && !chosen && <div className="note warning" role="alert"><p>The policy in force has no file <code>{plain(address.file)}</code>: it was in another revision.</p></div>}
                  {chosen && <About file={chosen} />}
                  <DataTable
                    caption="Rules" rows={found} rowKey={(f) => `${f.file.file}:${f.rule.line}`} columns={columns(base, refusals, !chosen || Boolean(address.search), hits)}
                    empty={<Empty text="Nothing matches"><Button onClick={() => change({ search: undefined })}>Clear filters</Button></Empty>} foot={<span>{plural(found.length, 'rule')}</span>}
                  />
                  {chosen && <GoToLine onLine={(line) => change({ line: String(line) }, { push: true })} />}
                  {chosen && <Source file={chosen} line={Number(address.line) || 0} heat={heat} hits={hits} />}
                  {hits && <DeadRules base={base} found={found} hits={hits} />}
                </div>
              </div>
            </>
          )
        }}
      </Load>
    </Page>
  )
}

const leavesOf = (files: RuleFile[]) => files.map((f) => packageLeaf(f.file))

const short = (file: string) => file.replace(/^authz\//, '').replace(/\.rego$/, '').replace(/^rules\//, '').replace(/([^/]+)\/\1$/, '$1')

const periods = [{ id: 'hour', header: 'Hits, 1 h' }, { id: 'day', header: 'Hits, 24 h' }, { id: 'week', header: 'Hits, 7 d' }] as const

function columns(base: string, refusals: Map<string, number> | undefined, anywhere: boolean, hits: Hits | undefined): Column<Found>[] {
  const all: (Column<Found> | false)[] = [
    {
      id: 'rule', header: 'Rule',
      cell: ({ file, rule }) => <RowLink to={base} search={{ file: file.file, line: String(rule.line) }} keep><Name>{rule.title || rule.name}</Name></RowLink>,
    },
    { id: 'name', header: 'Name', low: true, cell: ({ rule }) => <code><Name>{rule.name}</Name></code> },
    anywhere && { id: 'file', header: 'File', low: true, cell: ({ file }) => <span className="muted">{short(file.file)}</span> },
    { id: 'code', header: 'Code', low: true, cell: ({ rule }) => rule.code && <code>{rule.code}</code> },
    !hits && { id: 'refusals', header: 'Refusals in 24 h', align: 'num', low: true, label: 'Refusals in 24 h', cell: ({ rule }) => rule.code && <Refused code={rule.code} count={refusals?.get(rule.code)} known={refusals !== undefined} /> },
    ...(hits ? periods.map(({ id, header }): Column<Found> => ({ id, header, align: 'num', low: true, label: header, sort: (a, b) => (hits.get(hitKey(a.file.file, a.rule.line))?.[id] ?? 0) - (hits.get(hitKey(b.file.file, b.rule.line))?.[id] ?? 0), cell: ({ file, rule }) => hits.get(hitKey(file.file, rule.line))?.[id].toLocaleString('en') })) : []),
  ]
  return all.filter((c) => c !== false)
}

function About({ file }: { file: RuleFile }) {
  return (
    <div className="form section">
      <h2>{plain(file.title || file.package)}</h2>
      {file.description && <p className="measure">{plain(file.description)}</p>}
      <p className="meta"><code>{file.file}</code> · package <code>{file.package}</code>{file.guardrail && <> · <Badge>From the binary, not replaceable</Badge></>}</p>
    </div>
  )
}
