import { useNavigate, useRouterState } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

interface Props {
  /** to is a path below the console. */
  to: string
  search?: Record<string, string | undefined>
  /** current marks the page that one is on; by default that is the page and those below it. */
  current?: boolean
  children: ReactNode
}

/** NavLink is a link of a navigation: it alone says where one is. */
export function NavLink({ to, search = {}, current, children }: Props) {
  const navigate = useNavigate()
  const path = usePath()
  const set = Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const query = new URLSearchParams(set).toString()
  const go = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate({ to: to as never, search: Object.fromEntries(set) as never })
  }
  return (
    <a href={`/console${to}${query && `?${query}`}`} onClick={go} aria-current={(current ?? below(path, to)) ? 'page' : undefined}>{children}</a>
  )
}

/** usePath is the path below the console. */
export function usePath(): string {
  return useRouterState({ select: (s) => s.location.pathname.replace(/^\/console(?=\/|$)/, '') || '/' })
}

export function below(path: string, to: string): boolean {
  return path === to || path === `${to}/` || path.startsWith(`${to}/`)
}
