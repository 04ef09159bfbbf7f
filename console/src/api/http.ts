import { ApiError, readError } from './errors.ts'

/** What http.ts needs of the session, which in turn needs http.ts. */
export interface Credentials {
  token(): string
  /** renew gets a fresh token; it fails where the session is over. */
  renew(spent: string): Promise<void>
}

let credentials: Credentials = { token: () => '', renew: () => Promise.reject(new Error('no session')) }

export function useCredentials(c: Credentials): void {
  credentials = c
}

type Query = Record<string, string | number | boolean | undefined>

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  query?: Query
  body?: unknown
  signal?: AbortSignal
  /** anonymous sends no token and does not renew. */
  anonymous?: boolean
  /** bearer is a token of its own, such as that of an invitation. */
  bearer?: string
}

export function withQuery(path: string, query?: Query): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') parts.set(name, String(value))
  }
  const text = parts.toString()
  return text ? `${path}?${text}` : path
}

/** open is one exchange with the server; nothing else in the console calls fetch. */
export async function open(path: string, call: Call, headers: Record<string, string> = {}): Promise<Response> {
  const token = call.bearer ?? (call.anonymous ? '' : credentials.token())
  const response = await send(path, call, token, headers)
  if (response.status !== 401 || call.anonymous || call.bearer || !token) return response
  await credentials.renew(token)
  return send(path, call, credentials.token(), headers)
}

async function send(path: string, call: Call, token: string, extra: Record<string, string>): Promise<Response> {
  const headers: Record<string, string> = { ...extra }
  if (token) headers.Authorization = `Bearer ${token}`
  if (call.body !== undefined) headers['Content-Type'] = 'application/json'
  try {
    return await fetch(withQuery(path, call.query), {
      method: call.method ?? 'GET',
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.signal,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw new ApiError(0, 'The server does not answer')
  }
}

/** api is one call with its answer in JSON. */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const response = await open(path, call)
  const text = await response.text()
  const body = parse(text)
  if (!response.ok) throw readError(response.status, body, Number(response.headers.get('Retry-After')) || 0)
  return body as T
}

/** text is one call with its answer as it was written, for what is signed. */
export async function text(path: string, call: Call = {}): Promise<string> {
  const response = await open(path, call)
  const body = await response.text()
  if (!response.ok) throw readError(response.status, parse(body), Number(response.headers.get('Retry-After')) || 0)
  return body
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
