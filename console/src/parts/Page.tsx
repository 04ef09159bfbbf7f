import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'

import { useNames } from '../app/names.ts'
import { plain } from './text.ts'

let loaded = false

interface Props {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** Page is the one h1, its primary action, and the title of the document. */
export function Page({ title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { place } = useNames()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const shown = plain(title)
  useEffect(() => {
    document.title = [shown, place, 'Warder'].filter(Boolean).join(' · ')
  }, [shown, place])
  useEffect(() => {
    if (loaded) heading.current?.focus({ preventScroll: true })
    loaded = true
  }, [path])
  return (
    <>
      <div className="head">
        <div className="title">
          <h1 ref={heading} tabIndex={-1}>{shown}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  )
}

/** Region is a part of a page under its own h2. */
export function Region({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const id = `region-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`
  return (
    <section className="section" aria-labelledby={id}>
      <div className="sechead">
        <h2 id={id}>{title}</h2>
        {actions && <div className="actions bar" style={{ marginBottom: 0 }}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** Empty says what belongs here, and offers to begin. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children && <div className="acts">{children}</div>}
    </div>
  )
}
