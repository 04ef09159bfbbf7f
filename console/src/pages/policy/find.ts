import type { Hits, RuleAbout, RuleFile } from './queries.ts'

export interface Found {
  file: RuleFile
  rule: RuleAbout
}

/** findRules are the rules whose file, name, title, code or description holds a text. */
export function findRules(files: RuleFile[], text: string): Found[] {
  const wanted = text.trim().toLowerCase()
  return files.flatMap((file) => file.rules.filter((rule) =>
    !wanted || [file.file, file.title, rule.name, rule.title, rule.code, rule.description].some((said) => said.toLowerCase().includes(wanted))).map((rule) => ({ file, rule })))
}

/** ruleAt is the rule that a line belongs to: the one it stands in, or else the one whose METADATA it is. */
export function ruleAt(file: RuleFile, line: number): RuleAbout | undefined {
  return file.rules.find((r) => r.line <= line && line <= r.endLine) ?? file.rules.find((r) => r.line > line)
}

/** hitKey names a rule by its place. */
export const hitKey = (file: string, line: number) => `${file}:${line}`

/** deadAmong are the rules that are counted and have no hit in the last week. */
export function deadAmong(found: Found[], hits: Hits): Found[] {
  return found.filter(({ file, rule }) => hits.get(hitKey(file.file, rule.line))?.week === 0)
}
