// Words for values.

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g

/** plain shows characters that hide or reorder text as escapes. */
export function plain(text: string): string {
  return text.replace(controls, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))
}

const units: [number, string][] = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']]

/** duration says seconds in words: 7200 is "2 hours". */
export function duration(seconds: number): string {
  if (seconds === 0) return '0 seconds'
  const said: string[] = []
  let left = seconds
  for (const [size, name] of units) {
    const n = Math.floor(left / size)
    if (n > 0 && said.length < 2) said.push(`${n} ${name}${n === 1 ? '' : 's'}`)
    left -= n * size
  }
  return said.join(' ')
}

/** ago says how far a time is from now. */
export function ago(time: string, now = Date.now()): string {
  const seconds = Math.round((now - Date.parse(time)) / 1000)
  const past = seconds >= 0
  const n = Math.abs(seconds)
  if (n < 5) return 'now'
  const [size, name] = units.find(([size]) => n >= size) ?? [1, 'second']
  if (size === 86400 && n > 60 * 86400) return time.slice(0, 10)
  const count = Math.floor(n / size)
  const text = `${count} ${name}${count === 1 ? '' : 's'}`
  return past ? `${text} ago` : `in ${text}`
}

// One formatter: making one takes longer than a row.
const clock = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' })

/** exact is the time in UTC and here. */
export function exact(time: string): string {
  const date = new Date(time)
  return `${date.toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC')} · ${clock.format(date)}`
}

/** middle shortens an id in its middle. */
export function middle(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`
}

export function plural(n: number, one: string, many = one + 's'): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** csvCell keeps a spreadsheet from taking a value for a formula. */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function slugOf(name: string): string {
  return name.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 48)
}
