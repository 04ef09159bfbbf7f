import { done, grouped, type Kind, type Report } from './replay.ts'

export const verbs: Record<Kind, string> = { permits: 'permits', denies: 'refuses', members: 'lists change' }

/** said is the report in a sentence for each number, what is dangerous first. */
export function said(report: Report): string[] {
  return [
    `${report.counts.permits} would be permitted`, `${report.counts.denies} would be refused`, `${report.counts.members} ${report.counts.members === 1 ? 'list changes' : 'lists change'}`,
    `${report.unchanged + report.rephrased} unchanged`, `${report.drift} drift`, `${report.unreadable + report.older} unreadable`,
  ]
}

/** whole says whether all records of the range were decided. */
export function whole(report: Report): string {
  return report.complete && done(report) >= report.total ? `Complete: all ${report.total} records of the range were decided.` : `Not complete: ${done(report)} of ${report.total} records of the range were decided.`
}

/** markdown is the report for a pull request. */
export function markdown(report: Report): string {
  const rows = grouped(report.flips).map((g) => `| ${verbs[g.kind]} | ${cell(g.subject)} | ${cell(g.project || '–')} | ${cell(g.rules)} | ${g.flips.length} |`)
  return [
    '# Replay of a draft', '', ...said(report).map((line) => `- ${line}`), '', whole(report), '', `In force: \`${report.baseline.digest.slice(0, 12)}\`. Draft: \`${report.candidate.digest.slice(0, 12)}\`.`, '',
    ...(rows.length ? ['| Flip | Subject | Project | Rule | Requests |', '|---|---|---|---|---:|', ...rows] : ['No request flips.']), '',
  ].join('\n')
}

const cell = (text: string) => text.replace(/[\\|`*_<>[\]\r\n]/g, (c) => (c === '\n' || c === '\r' ? ' ' : `\\${c}`))
