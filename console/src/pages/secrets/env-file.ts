export interface Entry {
  key: string
  value: string
  line: number
  wrong?: string
}

const keyForm = /^[^\s/:=#'"]+$/

/** readEnvFile reads KEY=value lines as dotenv does: comments, export, quotes, several lines in quotes. */
export function readEnvFile(text: string): Entry[] {
  const entries: Entry[] = []
  const rows = text.replaceAll('\r\n', '\n').split('\n')
  for (let i = 0; i < rows.length; i++) {
    const line = i + 1
    const row = rows[i].trim()
    if (!row || row.startsWith('#')) continue
    const found = /^(?:export\s+)?([^=\s]*)\s*=\s*(.*)$/s.exec(row)
    if (!found) {
      entries.push({ key: row.slice(0, 40), value: '', line, wrong: 'Not KEY=value' })
      continue
    }
    const key = found[1]
    let rest = found[2]
    const quote = rest[0]
    if (quote === '"' || quote === "'" || quote === '`') {
      while (ends(rest, quote) < 0 && i + 1 < rows.length) rest += '\n' + rows[++i]
      const end = ends(rest, quote)
      if (end < 0) {
        entries.push({ key, value: '', line, wrong: 'The quote does not end' })
        continue
      }
      rest = rest.slice(1, end)
      if (quote === '"') rest = rest.replace(/\\([nrt"\\$])/g, (_, c: string) => ({ n: '\n', r: '\r', t: '\t' })[c] ?? c)
    } else {
      rest = rest.replace(/\s+#.*$/, '').trim()
    }
    entries.push({ key, value: rest, line, wrong: keyForm.test(key) ? undefined : 'Not a name of a secret' })
  }
  return markTwice(entries)
}

function ends(text: string, quote: string): number {
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++
    else if (text[i] === quote) return i
  }
  return -1
}

function markTwice(entries: Entry[]): Entry[] {
  const last = new Map(entries.map((e, i) => [e.key, i]))
  return entries.map((e, i) => (e.wrong || last.get(e.key) === i ? e : { ...e, wrong: 'Written again below' }))
}
