import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { Building2, ChevronsUpDown, CircleUser, FileClock, FolderKey, Gavel, House, Menu as MenuIcon, Monitor, Moon, Settings, ShieldCheck, Sun, Scale, Server } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useEffect, useRef, useState, type ReactNode } from 'react'

import { Button } from '../parts/Button.tsx'
import { Dialog, Foot } from '../parts/Dialog.tsx'
import { Menu } from '../parts/Menu.tsx'
import { plain } from '../parts/text.ts'
import { stay, useIdleWarning } from './idle.ts'
import { Logo } from './logo.tsx'
import { NavLink, below, usePath } from './nav-link.tsx'
import { useNames } from './names.ts'
import { Palette } from './palette.tsx'
import { Offline } from './offline.tsx'
import { Unchecked } from './unchecked.tsx'
import { lock, logout, select, useSession } from './session.ts'
import { applyTheme, currentTheme, type Theme } from './theme.ts'

/** Frame is what every page of those inside has around it. */
export function Frame({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const path = useRouterState({ select: (s) => s.location.pathname })
  useEffect(() => {
    setOpen(false)
  }, [path])
  return (
    <div className="frame">
      <a href="#main" className="skip" onClick={(e) => {
        e.preventDefault()
        document.querySelector<HTMLElement>('main h1')?.focus()
      }}>Skip to content</a>
      <Banner open={open} toggle={() => setOpen(!open)} />
      <Navigation open={open} />
      <main className="main" id="main">
        <Offline />
        <Crumbs />
        <Unchecked />
        {children}
      </main>
      <IdleWarning />
    </div>
  )
}

function Banner({ open, toggle }: { open: boolean; toggle: () => void }) {
  const { orgId, organizations, email } = useSession()
  const { organization } = useNames()
  const navigate = useNavigate()
  return (
    <header className="banner">
      <Button kind="icon" className="menu-button" name="Menu" aria-expanded={open} icon={<MenuIcon aria-hidden />} onClick={toggle} />
      <Link to="/org/$orgId" params={{ orgId }} className="brand" aria-label="Warder"><Logo /><span className="wide">Warder</span></Link>
      <span className="slash wide" aria-hidden="true">/</span>
      <Menu
        trigger={<Button kind="quiet" name={`Organization: ${plain(organization)}`} icon={<Building2 aria-hidden />}><span>{plain(organization)} </span><ChevronsUpDown aria-hidden style={{ width: 12, height: 12, verticalAlign: '-2px' }} /></Button>}
        items={organizations.map((o) => ({
          label: plain(o.name), refused: o.id === orgId ? 'You are here' : undefined,
          onSelect: () => void select(o.id).then(() => location.assign(`/console/org/${o.id}`)),
        }))}
      />
      <span className="grow" />
      <Palette />
      <ThemeMenu />
      <Menu
        trigger={<Button kind="icon" name={`Account: ${plain(email)}`} icon={<CircleUser aria-hidden />} />}
        items={[
          { label: 'Account', onSelect: () => void navigate({ to: '/account' }) },
          { label: 'Lock now', onSelect: () => void lock() },
          { label: 'Log out', onSelect: () => void logout() },
        ]}
      />
    </header>
  )
}

const themes: { value: Theme; label: string; icon: ReactNode }[] = [
  { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
]

function ThemeMenu() {
  const [theme, setTheme] = useState(currentTheme)
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild><Button kind="icon" name="Theme" icon={theme === 'dark' ? <Moon aria-hidden /> : <Sun aria-hidden />} /></DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="pop" align="end" sideOffset={4} aria-label="Theme">
          <DropdownMenu.RadioGroup value={theme} onValueChange={(next) => {
            applyTheme(next as Theme)
            setTheme(next as Theme)
          }}>
            {themes.map((t) => (
              <DropdownMenu.RadioItem key={t.value} value={t.value} className="item">
                {t.icon}<span className="grow">{t.label}</span>{theme === t.value && <span aria-hidden="true">✓</span>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Navigation({ open }: { open: boolean }) {
  const { orgId, projectId, organization, project } = useNames()
  const operates = useSession().administers
  return (
    <div className="side" data-open={open}>
      <div className="stays">
      {projectId ? (
        <nav className="group" aria-label="Project">
          <h2>{plain(project) || 'Project'}</h2>
          <ul>
            <Item to={`/org/${orgId}/project/${projectId}/secrets`} icon={<FolderKey aria-hidden />}>Secrets</Item>
            <Item to={`/org/${orgId}/project/${projectId}/audit-log`} icon={<FileClock aria-hidden />}>Audit Log</Item>
            <Item to={`/org/${orgId}/project/${projectId}/settings`} icon={<Settings aria-hidden />}>Project Settings</Item>
          </ul>
        </nav>
      ) : null}
      <nav className="group" aria-label="Organization">
        {projectId && <h2>{plain(organization)}</h2>}
        <ul>
          <Item to={`/org/${orgId}`} exact icon={<House aria-hidden />}>Overview</Item>
          <Item to={`/org/${orgId}/decisions`} icon={<Gavel aria-hidden />}>Decisions</Item>
          <Item to={`/org/${orgId}/policy`} icon={<Scale aria-hidden />}>Policy</Item>
          <Item to={`/org/${orgId}/access/review`} within={`/org/${orgId}/access`} icon={<ShieldCheck aria-hidden />}>Access</Item>
          <Item to={`/org/${orgId}/audit-log`} icon={<FileClock aria-hidden />}>Audit Log</Item>
          <Item to={`/org/${orgId}/settings`} icon={<Settings aria-hidden />}>Organization Settings</Item>
          {operates && <Item to={`/org/${orgId}/operations`} icon={<Server aria-hidden />}>Operations</Item>}
        </ul>
      </nav>
      </div>
    </div>
  )
}

/** Item is a link at the side; within is the path below which one is there, where it is not that of the link. */
function Item({ to, icon, exact, within, children }: { to: string; icon: ReactNode; exact?: boolean; within?: string; children: string }) {
  const path = usePath()
  return <li><NavLink to={to} current={exact ? path === to || path === `${to}/` : within ? below(path, within) : undefined}>{icon}{children}</NavLink></li>
}

interface Tab {
  to: string
  text: string
  search?: Record<string, string | undefined>
  current?: boolean
}

/** Tabs are the links of a level below the navigation at the side. */
export function Tabs({ label, items, second }: { label: string; second?: boolean; items: Tab[] }) {
  const bar = useRef<HTMLElement>(null)
  const path = usePath()
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path])
  return (
    <nav ref={bar} className={second ? 'tabs second' : 'tabs'} aria-label={label}>
      <ul>{items.map(({ text, ...item }) => <li key={text}><NavLink {...item}>{text}</NavLink></li>)}</ul>
    </nav>
  )
}

const words: Record<string, string> = {
  'settings': 'Settings', 'access-control': 'Access Control', 'identities': 'Machine Identities', 'users': 'Users', 'roles': 'Roles', 'secrets': 'Secrets',
  'decisions': 'Decisions', 'audit-log': 'Audit Log', 'environments': 'Environments', 'trusted-ips': 'Trusted IPs', 'service-tokens': 'Service Tokens', 'account': 'Account',
  'policy': 'Policy', 'rules': 'Rules', 'simulate': 'Simulate', 'rollout': 'Rollout', 'diff': 'Bundle diff', 'operations': 'Operations', 'try': 'Try a policy', 'compare': 'Privilege comparison', 'review': 'Access review',
}

function Crumbs() {
  const { orgId, projectId, organization, project } = useNames()
  const path = usePath()
  const parts = path.split('/').filter(Boolean)
  const crumbs: { text: string; to?: string }[] = []
  parts.forEach((part, i) => {
    const to = '/' + parts.slice(0, i + 1).join('/')
    if (part === orgId) crumbs.push({ text: organization || 'Organization', to })
    else if (part === projectId) crumbs.push({ text: project || 'Project', to: `${to}/secrets` })
    else if (part === 'access-control') crumbs.push({ text: words[part], to: `${to}/identities` })
    else if (words[part]) crumbs.push({ text: words[part], to })
  })
  const before = crumbs.slice(0, parts[parts.length - 1] in words || parts[parts.length - 1] === orgId ? -1 : undefined)
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ol>{before.map((c) => <li key={c.to}><NavLink to={c.to ?? '/'} current={false}>{plain(c.text)}</NavLink></li>)}</ol>
    </nav>
  )
}

function IdleWarning() {
  const warned = useIdleWarning()
  return (
    <Dialog title="Locking in 60 seconds" lead="Nothing was typed or clicked for a while. What is typed into forms stays, secrets excepted." open={warned} onClose={stay} firm>
      <Foot><Button kind="primary" onClick={stay}>Stay</Button></Foot>
    </Dialog>
  )
}

