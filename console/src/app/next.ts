// Where to go after the log-in: in memory alone, and only a path of this console.
let next = ''

/** rememberNext takes a path out of a query; any other address is forgotten. */
export function rememberNext(text: string | undefined): void {
  if (text && isOwnPath(text)) next = text.replace(/^\/console(?=\/)/, '')
}

export function isOwnPath(text: string): boolean {
  if (!/^\/(console\/)?org\/[\w-]+(\/[\w/$.~%-]*)?(\?[\w=&%.~+-]*)?$/.test(text)) return false
  const parsed = new URL(text, location.origin)
  return parsed.origin === location.origin && !text.startsWith('//')
}

export function takeNext(): string {
  const taken = next
  next = ''
  return taken
}
