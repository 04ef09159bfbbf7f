import { readError } from './errors.ts'
import { open, withQuery } from './http.ts'

export interface ServerEvent {
  id: string
  event: string
  data: string
}

/** EventReader takes a stream of events apart, wherever its pieces were cut. */
export class EventReader {
  private rest = ''
  private id = ''
  private event = ''
  private data: string[] = []

  read(piece: string): ServerEvent[] {
    const events: ServerEvent[] = []
    this.rest += piece
    for (;;) {
      const end = this.rest.search(/\r\n|\n|\r(?!$)/)
      if (end < 0) return events
      const line = this.rest.slice(0, end)
      this.rest = this.rest.slice(end + (this.rest.startsWith('\r\n', end) ? 2 : 1))
      this.line(line, events)
    }
  }

  private line(line: string, events: ServerEvent[]): void {
    if (line === '') {
      if (this.data.length) events.push({ id: this.id, event: this.event || 'message', data: this.data.join('\n') })
      this.event = ''
      this.data = []
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return // a comment keeps the connection alive
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'id') this.id = value
    if (field === 'event') this.event = value
    if (field === 'data') this.data.push(value)
  }
}

/** stream reads events until they end; EventSource cannot send the token. */
export async function stream(path: string, query: Record<string, string | undefined>, lastId: string, signal: AbortSignal, on: (event: ServerEvent) => void): Promise<void> {
  const response = await open(withQuery(path, query), { signal }, { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) })
  if (!response.ok || !response.body) throw readError(response.status, await response.json().catch(() => undefined), Number(response.headers.get('Retry-After')) || 0)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const events = new EventReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    events.read(value).forEach(on)
  }
}
