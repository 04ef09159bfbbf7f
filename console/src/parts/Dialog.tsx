import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

import { Button } from './Button.tsx'

interface Props {
  title: string
  /** lead is one or two sentences below the title. */
  lead?: ReactNode
  open: boolean
  onClose: () => void
  children: ReactNode
  wide?: boolean
  /** firm dialogs do not close by Escape or by a click outside. */
  firm?: boolean
}

export function Dialog({ title, lead, open, onClose, children, wide, firm }: Props) {
  const stay = firm ? (event: Event) => event.preventDefault() : undefined
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="veil fade">
          <Radix.Content
            className={wide ? 'dialog wide' : 'dialog'} onEscapeKeyDown={stay} onPointerDownOutside={stay} onInteractOutside={stay}
            aria-describedby={undefined}
          >
            <Radix.Title asChild><h2>{title}</h2></Radix.Title>
            {lead && <div className="lead measure">{lead}</div>}
            {children}
            {!firm && <Radix.Close asChild><Button kind="icon" className="closes" name="Close" icon={<X aria-hidden />} /></Radix.Close>}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Foot holds the buttons of a dialog: the way out first, the verb last. */
export function Foot({ children }: { children: ReactNode }) {
  return <div className="foot">{children}</div>
}
