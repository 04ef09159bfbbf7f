import { useEffect, useMemo, useRef } from 'react'

import { CopyButton } from '../../parts/Copy.tsx'
import { Load } from '../../parts/Load.tsx'
import { Region } from '../../parts/Page.tsx'
import { plain } from '../../parts/text.ts'
import { lineStates } from '../../rego/lines.ts'
import { hitKey, ruleAt } from './find.ts'
import { CoverageOf, type Heat } from './heat.tsx'
import { useSource, type Hits, type RuleFile } from './queries.ts'

interface Props {
  file: RuleFile
  line: number
  heat: Heat
  hits: Hits | undefined
}

/** Source is the text of a file; the rule that the address names is marked and in sight. */
export function Source({ file, line, heat, hits }: Props) {
  const source = useSource(file.file, heat === 'coverage')
  const text = source.data?.source
  const coverage = source.data?.coverage
  const marked = useRef<HTMLLIElement>(null)
  const rule = line > 0 ? ruleAt(file, line) : undefined
  const states = useMemo(() => lineStates(coverage), [coverage])
  useEffect(() => {
    marked.current?.scrollIntoView({ block: 'center' })
  }, [text, line])
  const beside = (n: number) => {
    if (heat === 'coverage') return <Beside tone={states.get(n) === false ? 'not' : ''}>{states.has(n) ? (states.get(n) ? '✓' : '✕') : ''}</Beside>
    if (heat === 'hits') return <Beside tone="hits">{hits?.get(hitKey(file.file, n))?.week ?? ''}</Beside>
    return null
  }
  return (
    <Region title="Source" actions={text !== undefined && <CopyButton name="Copy source" value={text} text="Copy source" />}>
      {rule && (
        <dl className="dl">
          <dt>Rule</dt><dd>{plain(rule.title || rule.name)}</dd>
          {rule.description && <><dt>Meaning</dt><dd className="measure">{plain(rule.description)}</dd></>}
          {rule.code && <><dt>Code</dt><dd><code>{rule.code}</code>{rule.status && ` · answers ${rule.status}`}</dd></>}
          {rule.remediation && <><dt>What helps</dt><dd className="measure">{plain(rule.remediation)}</dd></>}
        </dl>
      )}
      <Load query={source} level={3}>
        {({ source: whole }) => (
          <>
            {coverage && <CoverageOf coverage={coverage} />}
            <div className="tablebox scrolls" tabIndex={0} role="region" aria-label={`Source of ${file.file}`}>
              <ol className="source">
                {whole.replace(/\n$/, '').split('\n').map((row, i) => {
                  const inside = rule !== undefined && rule.line <= i + 1 && i + 1 <= rule.endLine
                  return <li key={i} ref={line === i + 1 ? marked : undefined} data-here={line === i + 1 || undefined} className={inside ? 'marked' : row.trimStart().startsWith('#') ? 'comment' : undefined} aria-current={inside ? 'true' : undefined}>{beside(i + 1)}<code>{plain(row) || ' '}</code></li>
                })}
              </ol>
            </div>
          </>
        )}
      </Load>
    </Region>
  )
}

/** Beside is a mark beside a line; the tables Lines and Rules say the same. */
function Beside({ tone, children }: { tone: string; children: React.ReactNode }) {
  return <span className={`cov ${tone}`} aria-hidden="true">{children}</span>
}
