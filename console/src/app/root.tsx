import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'

import { Button } from '../parts/Button.tsx'
import { Choose } from '../pages/outside/choose.tsx'
import { Join } from '../pages/outside/join.tsx'
import { Locked } from '../pages/outside/locked.tsx'
import { Login } from '../pages/outside/login.tsx'
import { Alone } from '../pages/outside/alone.tsx'
import { Setup } from '../pages/outside/setup.tsx'
import { useAnnouncement } from './announce.ts'
import { Boundary } from './boundary.tsx'
import { draftsBelongTo } from './drafts.ts'
import { Frame } from './frame.tsx'
import { takeNext } from './next.ts'
import { select, start, useSession } from './session.ts'

/** Root shows what the phase of the session lets one see; the address stays. */
export function Root() {
  return (
    <Boundary>
      <Inside />
      <Status />
    </Boundary>
  )
}

function Inside() {
  const session = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  useEffect(() => {
    draftsBelongTo(session.userId)
  }, [session.userId])
  if (path === '/join' || path === '/console/join') return <Join />
  switch (session.phase) {
    case 'starting':
      return <div aria-busy="true" className="alone"><span className="sr" role="status">Loading</span></div>
    case 'unreachable':
      return <Unreachable />
    case 'setup':
      return <Setup />
    case 'outside':
      return <Login />
    case 'choosing':
      return <Choose />
    case 'locked':
      return <Locked />
    case 'moved':
      return <Moved />
    case 'inside':
      return <Home />
  }
}

const doors = ['/', '/login', '/setup', '/organizations']

/** Home leads on from the pages of those outside. */
function Home() {
  const { orgId, organizations } = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname.replace(/^\/console/, '') || '/' })
  const navigate = useNavigate()
  const leave = doors.includes(path) && !(path === '/organizations' && organizations.length > 1)
  useEffect(() => {
    if (!leave) return
    const next = takeNext()
    if (next) void navigate({ href: next, replace: true })
    else void navigate({ to: '/org/$orgId', params: { orgId }, replace: true })
  }, [leave, orgId, navigate])
  if (leave) return null
  if (path === '/organizations') return <Choose />
  return <Frame><Outlet /></Frame>
}

function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => void start(), 10_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Alone title="The server does not answer" lead="Trying again by itself.">
      <Button kind="primary" onClick={() => void start()}>Try again</Button>
    </Alone>
  )
}

function Moved() {
  const { orgId, notice, organizations } = useSession()
  const name = (id: string) => organizations.find((o) => o.id === id)?.name ?? 'another organization'
  return (
    <Alone title={`This page belongs to ${name(orgId)}`} lead={`Your session is in ${notice ? name(notice) : 'no organization'} now, because another tab went there. Switching back ends that tab's access.`}>
      <Button kind="primary" onClick={() => void select(orgId)}>Switch organization</Button>
    </Alone>
  )
}

/** WithinOrganization holds a link to the organization it names. */
export function WithinOrganization() {
  const session = useSession()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const wanted = /\/org\/([^/]+)/.exec(path)?.[1] ?? ''
  if (wanted === session.orgId) return <Outlet />
  const organization = session.organizations.find((o) => o.id === wanted)
  return (
    <div className="empty">
      <h1 tabIndex={-1}>{organization ? `This page belongs to ${organization.name}` : 'Not found, or of another organization'}</h1>
      {organization
        ? <><p>Switching ends the access of other tabs that are in the organization of now.</p><Button kind="primary" onClick={() => void select(wanted)}>Switch organization</Button></>
        : <Link to="/org/$orgId" params={{ orgId: session.orgId }}>Organization Overview</Link>}
    </div>
  )
}

export function GoneNote() {
  const { orgId } = useSession()
  return (
    <div className="empty">
      <h1 tabIndex={-1}>Not found, or of another organization</h1>
      <p>No page of this console has this address.</p>
      {orgId && <Link to="/org/$orgId" params={{ orgId }}>Organization Overview</Link>}
    </div>
  )
}

function Status() {
  return <div role="status" aria-live="polite" className="status">{useAnnouncement()}</div>
}
