import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { NavLink } from '../../app/nav-link.tsx'
import { useAddress, useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { CopyButton } from '../../parts/Copy.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { findRules, ruleAt, type Found } from './find.ts'
import { Refused } from './page.tsx'
import { useRefusals, useRules, useSource, type RuleFile } from './queries.ts'
import { PolicyTabs } from './tabs.tsx'

/** Rules is the policy in force to read: what each rule says of itself, and its source. */
export function Rules() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const rules = useRules()
  const refusals = useRefusals()
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
                {chosen && <Button onClick={() => change({ file: undefined, line: undefined })}>All files</Button>}
              </div>
              <div className="policy">
                <Packages base={base} files={files} chosen={address.file} />
                <div className="grow">
                  {address.file && !chosen && <div className="note warning" role="alert"><p>The policy in force has no file <code>{plain(address.file)}</code>: it was in another revision.</p></div>}
                  {chosen && <About file={chosen} />}
                  <DataTable
                    caption="Rules" rows={found} rowKey={(f) => `${f.file.file}:${f.rule.line}`} columns={columns(base, refusals, !chosen || Boolean(address.search))}
                    empty={<Empty text="Nothing matches"><Button onClick={() => change({ search: undefined })}>Clear filters</Button></Empty>} foot={<span>{plural(found.length, 'rule')}</span>}
                  />
                  {chosen && <Source file={chosen} line={Number(address.line) || 0} />}
                </div>
              </div>
            </>
          )
        }}
      </Load>
    </Page>
  )
}

function Packages({ base, files, chosen }: { base: string; files: RuleFile[]; chosen: string | undefined }) {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (nav.current && current) nav.current.scrollTop = current.offsetTop - nav.current.offsetTop - 40
  }, [chosen])
  return (
    <nav ref={nav} className="files" aria-label="Packages">
      <ul>{files.map((f) => <li key={f.file}><NavLink to={base} search={{ file: f.file }} current={f.file === chosen}>{short(f.file)}</NavLink></li>)}</ul>
    </nav>
  )
}

const short = (file: string) => file.replace(/^authz\//, '').replace(/\.rego$/, '').replace(/^rules\//, '').replace(/([^/]+)\/\1$/, '$1')

function columns(base: string, refusals: Map<string, number> | undefined, anywhere: boolean): Column<Found>[] {
  const all: (Column<Found> | false)[] = [
    {
      id: 'rule', header: 'Rule',
      cell: ({ file, rule }) => <Link to={base as never} search={{ file: file.file, line: String(rule.line) } as never} resetScroll={false}><Name>{rule.title || rule.name}</Name></Link>,
    },
    { id: 'name', header: 'Name', low: true, cell: ({ rule }) => <code><Name>{rule.name}</Name></code> },
    anywhere && { id: 'file', header: 'File', low: true, cell: ({ file }) => <span className="muted">{short(file.file)}</span> },
    { id: 'code', header: 'Code', low: true, cell: ({ rule }) => rule.code && <code>{rule.code}</code> },
    { id: 'refusals', header: 'Refusals in 24 h', align: 'num', low: true, label: 'Refusals in 24 h', cell: ({ rule }) => rule.code && <Refused code={rule.code} count={refusals?.get(rule.code)} known={refusals !== undefined} /> },
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

/** Source is the text of a file; the rule that the address names is marked and in sight. */
function Source({ file, line }: { file: RuleFile; line: number }) {
  const source = useSource(file.file)
  const marked = useRef<HTMLLIElement>(null)
  const rule = line > 0 ? ruleAt(file, line) : undefined
  useEffect(() => {
    marked.current?.scrollIntoView({ block: 'center' })
  }, [source.data, line])
  return (
    <Region title="Source" actions={source.data !== undefined && <CopyButton name="Copy source" value={source.data} text="Copy source" />}>
      {rule && (
        <dl className="dl">
          <dt>Rule</dt><dd>{plain(rule.title || rule.name)}</dd>
          {rule.description && <><dt>Meaning</dt><dd className="measure">{plain(rule.description)}</dd></>}
          {rule.code && <><dt>Code</dt><dd><code>{rule.code}</code>{rule.status && ` · answers ${rule.status}`}</dd></>}
          {rule.remediation && <><dt>What helps</dt><dd className="measure">{plain(rule.remediation)}</dd></>}
        </dl>
      )}
      <Load query={source} level={3}>
        {(text) => (
          <div className="tablebox scrolls" tabIndex={0} role="region" aria-label={`Source of ${file.file}`}>
            <ol className="source">
              {text.replace(/\n$/, '').split('\n').map((row, i) => {
                const inside = rule !== undefined && rule.line <= i + 1 && i + 1 <= rule.endLine
                return <li key={i} ref={rule?.line === i + 1 ? marked : undefined} className={inside ? 'marked' : row.trimStart().startsWith('#') ? 'comment' : undefined} aria-current={inside ? 'true' : undefined}><code>{plain(row) || ' '}</code></li>
              })}
            </ol>
          </div>
        )}
      </Load>
    </Region>
  )
}
