import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

interface Props {
  /** to is a path below the console. */
  to: string
  search?: Record<string, string>
  /** keep leaves the page where it is scrolled to. */
  keep?: boolean
  children: ReactNode
}

/** RowLink is the link of a row: lists have many, and the router's own watches the address in each of them. */
export function RowLink({ to, search, keep, children }: Props) {
  const router = useRouter()
  const target = { to: to as never, search: (search ?? {}) as never, resetScroll: !keep }
  const go = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void router.navigate(target)
  }
  return (
    <a href={`/console${to}${search ? `?${new URLSearchParams(search)}` : ''}`} onClick={go} onPointerEnter={() => void router.preloadRoute(target)}>{children}</a>
  )
}
