import { useSyncExternalStore } from 'react'

import { ApiError, asApiError } from '../api/errors.ts'
import { api, useCredentials } from '../api/http.ts'
import type { Organization, Person } from '../api/types.ts'

/**
 * Phases of a session. outside: no session; choosing: logged in, in no organization;
 * inside: a token of an organization; locked: ended for idleness, the same person may
 * come back; moved: the session went to another organization in another tab.
 */
export type Phase = 'starting' | 'unreachable' | 'setup' | 'outside' | 'choosing' | 'inside' | 'locked' | 'moved'

export interface Session {
  phase: Phase
  email: string
  userId: string
  /** administers is whether the person administers the installation; only what is shown hangs on it. */
  administers: boolean
  orgId: string
  organizations: Organization[]
  /** notice is what the log-in page says about why it is there. */
  notice: string
}

const nothing: Session = { phase: 'starting', email: '', userId: '', administers: false, orgId: '', organizations: [], notice: '' }

/** lifetime is that of the access token of a browser, in seconds. */
const lifetime = 900

let session: Session = nothing
const listeners = new Set<() => void>()

// The token is in this closure alone: no storage, no context, no cache.
let token = ''
let expires = 0
let renewing: Promise<void> | undefined
let timer: ReturnType<typeof setTimeout> | undefined

const others = new BroadcastChannel('warder')

export function useSession(): Session {
  return useSyncExternalStore(
    (changed) => (listeners.add(changed), () => listeners.delete(changed)),
    () => session,
  )
}

export function getSession(): Session {
  return session
}

function become(next: Partial<Session>): void {
  session = { ...session, ...next }
  listeners.forEach((changed) => changed())
}

const onEnd = new Set<() => void>()

/** whenOver registers what must be forgotten with the session. */
export function whenOver(forget: () => void): void {
  onEnd.add(forget)
}

function drop(): void {
  token = ''
  expires = 0
  clearTimeout(timer)
  onEnd.forEach((forget) => forget())
}

interface TokenAnswer {
  token?: string
  accessToken?: string
  expiresIn: number
  organizationId: string | null
}

function keep(answer: TokenAnswer): void {
  token = answer.token ?? answer.accessToken ?? ''
  const seconds = Math.min(answer.expiresIn, lifetime)
  expires = performance.now() + seconds * 1000
  clearTimeout(timer)
  timer = setTimeout(() => void renew(token).catch(() => undefined), seconds * 800)
}

/** start takes up a session that the cookie of an earlier visit still has. */
export async function start(): Promise<void> {
  become({ phase: 'starting' })
  try {
    const answer = await api<TokenAnswer>('/api/v1/auth/token', { method: 'POST', body: { ttl: lifetime }, anonymous: true })
    keep(answer)
    await enter(answer.organizationId ?? '')
  } catch (error) {
    const problem = asApiError(error)
    if (problem.status !== 401 && problem.status !== 403 && problem.status !== 400) return become({ phase: 'unreachable' })
    await outside()
  }
}

async function outside(): Promise<void> {
  try {
    const { config } = await api<{ config: { initialized: boolean } }>('/api/v1/admin/config', { anonymous: true })
    become({ ...nothing, phase: config.initialized ? 'outside' : 'setup' })
  } catch {
    become({ phase: 'unreachable' })
  }
}

/** enter finds out who and where one is. */
async function enter(orgId: string): Promise<void> {
  const [{ user }, { organizations }] = await Promise.all([
    api<{ user: Person }>('/api/v2/users/me'),
    api<{ organizations: Organization[] }>('/api/v2/users/me/organizations'),
  ])
  const known = { email: user.email, userId: user.id, administers: user.superAdmin, organizations, notice: '' }
  if (orgId) return become({ ...known, orgId, phase: 'inside' })
  if (organizations.length === 1) return select(organizations[0].id, known)
  become({ ...known, orgId: '', phase: 'choosing' })
}

/** login answers in one way for every failure that is the password's. */
export async function login(email: string, password: string): Promise<void> {
  const wanted = session.phase === 'locked' ? session.orgId : ''
  const answer = await api<TokenAnswer>('/api/v3/auth/login', { method: 'POST', body: { email, password, ttl: lifetime }, anonymous: true })
  keep(answer)
  if (wanted) return select(wanted)
  await enter('')
}

/** loginByCode exchanges the code of a sign-in link, which works once. */
export async function loginByCode(code: string): Promise<void> {
  const answer = await api<TokenAnswer>('/api/v1/auth/console-link', { method: 'POST', body: { code, ttl: lifetime }, anonymous: true })
  keep(answer)
  await enter(answer.organizationId ?? '')
}

export async function select(orgId: string, known: Partial<Session> = {}): Promise<void> {
  const answer = await api<TokenAnswer>('/api/v3/auth/select-organization', { method: 'POST', body: { organizationId: orgId, ttl: lifetime } })
  onEnd.forEach((forget) => forget())
  keep(answer)
  become({ ...known, orgId, phase: 'inside', notice: '' })
}

export async function refreshOrganizations(): Promise<void> {
  const { organizations } = await api<{ organizations: Organization[] }>('/api/v2/users/me/organizations')
  become({ organizations })
}

/** renew gets a fresh token, once for all requests that wait for one. */
function renew(spent: string): Promise<void> {
  if (spent !== token) return Promise.resolve() // another request has renewed meanwhile
  renewing ??= renewNow().finally(() => {
    renewing = undefined
  })
  return renewing
}

async function renewNow(): Promise<void> {
  const answer = await api<TokenAnswer>('/api/v1/auth/token', { method: 'POST', body: { ttl: lifetime }, anonymous: true }).catch((error) => {
    if (asApiError(error).status === 401) over('Your session has ended. Log in to go on where you were.')
    throw error
  })
  const orgId = answer.organizationId ?? ''
  if (session.phase === 'inside' && orgId !== session.orgId) {
    drop()
    token = answer.token ?? ''
    become({ phase: 'moved', notice: orgId })
    throw new ApiError(401, 'This tab belongs to another organization than your session does now')
  }
  keep(answer)
}

/** over ends the session on this page; the address stays. */
function over(notice: string): void {
  drop()
  become({ ...nothing, phase: 'outside', email: session.email, notice })
}

async function end(): Promise<void> {
  await api('/api/v1/auth/logout', { method: 'POST' }).catch(() => undefined)
  drop()
}

export async function logout(): Promise<void> {
  await end()
  others.postMessage('out')
  location.replace('/console/login')
}

export async function lock(): Promise<void> {
  if (session.phase !== 'inside') return
  others.postMessage('lock')
  await end()
  become({ phase: 'locked' })
}

others.onmessage = (event) => {
  if (event.data === 'out' && session.phase !== 'outside') {
    drop()
    location.replace('/console/login')
  }
  if (event.data === 'lock' && session.phase === 'inside') {
    drop()
    become({ phase: 'locked' })
  }
}

// A page that comes back out of the browser's cache was frozen with its token.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  drop()
  become(nothing)
  void start()
})

// A machine that slept may wake with a token that is long over.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && token && performance.now() > expires) void renew(token).catch(() => undefined)
})

useCredentials({ token: () => token, renew })
