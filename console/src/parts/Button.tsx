import { Popover } from 'radix-ui'
import { useId, useState, type ButtonHTMLAttributes, type ReactNode } from 'react'

import type { Verdict } from '../app/ask.ts'
import { Reasons } from './Refusal.tsx'

type Look = 'primary' | 'plain' | 'danger' | 'solid' | 'quiet' | 'icon'

export function look(kind: Look): string {
  const extra = { primary: 'primary', plain: '', danger: 'danger', solid: 'danger solid', quiet: 'quiet', icon: 'quiet icon' }[kind]
  return `btn ${extra}`
}

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  kind?: Look
  icon?: ReactNode
  /** name is the accessible name where it says more than what is seen. */
  name?: string
  busy?: boolean
}

export function Button({ kind = 'plain', icon, name, busy, children, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button" aria-label={name} aria-busy={busy || undefined} className={`${look(kind)} ${className ?? ''}`}
      onClick={busy ? (event) => event.preventDefault() : onClick} {...rest}
    >
      {icon}
      {children !== undefined && <span className="t">{children}</span>}
    </button>
  )
}

interface GuardedProps extends ButtonProps {
  /** verdict is what the server said of this action; absent as long as it said nothing. */
  verdict?: Verdict
  /** unless is a reason of the page itself, such as a form that is not complete. */
  unless?: string
}

/**
 * Guarded is a button of an action that may be refused. A refused one stays,
 * keeps its focus, says why, and sends nothing.
 */
export function Guarded({ verdict, unless, onClick, ...rest }: GuardedProps) {
  const id = useId()
  const [asked, setAsked] = useState(false)
  const reasons = verdict && !verdict.permitted ? verdict.reasons : unless ? [{ code: '', message: unless }] : undefined
  if (!reasons) return <Button onClick={onClick} {...rest} />
  const described = (
    <span id={id} hidden>
      {reasons.map((r) => `${r.message}${r.code ? ` (${r.code})` : ''}`).join('. ')}
    </span>
  )
  const button = (
    <button
      type="button" aria-label={rest.name} aria-disabled="true" aria-describedby={id} className={`${look(rest.kind ?? 'plain')} ${rest.className ?? ''}`}
      onFocus={rest.onFocus} onClick={asked ? undefined : () => setAsked(true)}
    >
      {rest.icon}
      {rest.children !== undefined && <span className="t">{rest.children}</span>}
    </button>
  )
  if (!asked) return <>{button}{described}</> // what it says is put together once it is asked for
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger asChild>{button}</Popover.Trigger>
      {described}
      <Popover.Portal>
        <Popover.Content className="pop text fade" sideOffset={6} collisionPadding={12} aria-label="Refused">
          <Reasons reasons={reasons} missing={verdict?.missingPermissions} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
