import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'

import { plain } from './text.ts'
import { rowsOf, step, type Leaf, type Row } from './tree.ts'

interface Props {
  label: string
  leaves: Leaf[]
  chosen?: string
  /** href is the address of a leaf, and onOpen goes there without loading the page again. */
  href: (id: string) => string
  onOpen: (id: string) => void
  /** beside is what is said of a leaf after its name. */
  beside?: (id: string) => ReactNode
}

/** Tree is a list of folders that the arrow keys move in; one line of it is in the order of focus. */
export function Tree({ label, leaves, chosen, href, onOpen, beside }: Props) {
  const [closed, setClosed] = useState<Set<string>>(() => new Set())
  const rows = useMemo(() => rowsOf(leaves, closed), [leaves, closed])
  const [at, setAt] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const active = rows.find((r) => r.id === at) ?? rows.find((r) => r.id === chosen) ?? rows[0]
  useEffect(() => {
    const tree = box.current
    const current = tree?.querySelector<HTMLElement>('[aria-current]')
    if (tree && current) tree.scrollTop = current.offsetTop - tree.offsetTop - 40
    setAt('')
  }, [chosen])
  const toggle = (id: string) => setClosed((old) => (old.has(id) ? new Set([...old].filter((x) => x !== id)) : new Set([...old, id])))
  const go = (id: string) => {
    setAt(id)
    box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!active || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return active.open === undefined ? onOpen(active.id) : toggle(active.id)
    }
    const next = step(rows, active.id, event.key)
    if (!next.to && !next.toggle) return
    event.preventDefault()
    event.stopPropagation()
    if (next.toggle) toggle(next.toggle)
    if (next.to) go(next.to)
  }
  return (
    <div ref={box} role="tree" aria-label={label} className="files" onKeyDown={onKeyDown}>
      {rows.map((row) => <Line key={row.id} row={row} href={href} current={row.id === chosen} focusable={row.id === active?.id} onToggle={() => (setAt(row.id), toggle(row.id))} onOpen={() => (setAt(row.id), onOpen(row.id))} beside={row.open === undefined ? beside?.(row.id) : undefined} />)}
    </div>
  )
}

interface LineProps {
  row: Row
  href: (id: string) => string
  current: boolean
  focusable: boolean
  onToggle: () => void
  onOpen: () => void
  beside?: ReactNode
}

function Line({ row, href, current, focusable, onToggle, onOpen, beside }: LineProps) {
  const common = { 'role': 'treeitem', 'aria-level': row.level, 'aria-setsize': row.of, 'aria-posinset': row.place, 'data-id': row.id, 'data-level': row.level, 'tabIndex': focusable ? 0 : -1 } as const
  if (row.open !== undefined) {
    return <div {...common} aria-expanded={row.open} className="folder" onClick={onToggle}>{row.open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}{plain(row.name)}</div>
  }
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onOpen()
  }
  return <a {...common} href={href(row.id)} aria-current={current ? 'true' : undefined} onClick={open}>{plain(row.name)}{beside}</a>
}
