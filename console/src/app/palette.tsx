import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { Suspense, lazy, useMemo, useState } from 'react'

import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { useNames } from './names.ts'
import { useShortcuts, type Shortcut } from './shortcuts.ts'

const Finder = lazy(async () => ({ default: (await import('./finder.tsx')).Finder }))

/** here is the row of a table that has the focus. */
const here = () => document.activeElement?.closest<HTMLElement>('main tbody [role="row"]')

/** toRow gives the focus to the link of a row near to the one that has it. Enter opens it. */
function toRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main tbody [role="row"]')].filter((row) => row.querySelector('a, button'))
  const at = rows.findIndex((row) => row === here())
  const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]
  next?.querySelector<HTMLElement>('a, button')?.focus()
}

export function Palette() {
  const [open, setOpen] = useState(false)
  const [help, setHelp] = useState(false)
  const navigate = useNavigate()
  const { orgId, projectId } = useNames()
  const go = (to: string) => void navigate({ to: to as never })
  const shortcuts = useMemo<Shortcut[]>(() => [
    { keys: 'Ctrl K', does: 'Search or jump to', run: () => setOpen(true) },
    { keys: '?', does: 'Keyboard shortcuts', run: () => setHelp(true) },
    { keys: 'g o', does: 'Go to Overview', run: () => go(`/org/${orgId}`) },
    { keys: 'g d', does: 'Go to Decisions', run: () => go(`/org/${orgId}/decisions`) },
    { keys: 'g a', does: 'Go to Audit Log', run: () => go(`/org/${orgId}/audit-log`) },
    { keys: 'g i', does: 'Go to Machine Identities', run: () => go(`/org/${orgId}/settings/access-control/identities`) },
    { keys: 'g s', does: projectId ? 'Go to Project Settings' : 'Go to Organization Settings', run: () => go(projectId ? `/org/${orgId}/project/${projectId}/settings` : `/org/${orgId}/settings`) },
    { keys: '/', does: "The page's search", run: () => document.querySelector<HTMLElement>('main [type="search"]')?.focus() },
    { keys: 'j', does: 'The next row', run: () => toRow(1) },
    { keys: 'k', does: 'The row before', run: () => toRow(-1) },
    { keys: 'x', does: 'Selects the row', run: () => here()?.querySelector<HTMLElement>('[type="checkbox"]')?.click() },
    { keys: 'n', does: "The page's primary action", run: () => document.querySelector<HTMLElement>('.head .btn.primary')?.click() },
  ], [orgId, projectId])
  useShortcuts(shortcuts)
  return (
    <>
      <Button className="searchbtn" name="Search or jump to" icon={<Search aria-hidden />} onClick={() => setOpen(true)}><span className="wide">Search or jump to</span></Button>
      {open && <Suspense><Finder onClose={() => setOpen(false)} /></Suspense>}
      <Dialog title="Keyboard shortcuts" lead="Single keys act outside of fields; Account switches them off." open={help} onClose={() => setHelp(false)}>
        <dl className="dl">{shortcuts.map((s) => [<dt key={s.keys}>{s.keys.split(' ').map((k, i) => <span key={i}>{i > 0 && ' '}<kbd className="kbd">{k}</kbd></span>)}</dt>, <dd key={`${s.keys}d`}>{s.does}</dd>])}</dl>
      </Dialog>
    </>
  )
}
