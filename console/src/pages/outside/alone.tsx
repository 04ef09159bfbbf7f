import { useEffect, useRef, type ReactNode } from 'react'

import { Logo } from '../../app/logo.tsx'
import { plain } from '../../parts/text.ts'

/** Alone is a page without the frame: for those who are not inside. */
export function Alone({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = plain(title)
  useEffect(() => {
    document.title = `${shown} · Warder`
  }, [shown])
  return (
    <div className="alone">
      <main>
        <div className="brand"><Logo />Warder</div>
        <h1 ref={heading} tabIndex={-1}>{shown}</h1>
        {lead && <p className="lead">{lead}</p>}
        {children}
      </main>
    </div>
  )
}
