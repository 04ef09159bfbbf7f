import { DropdownMenu } from 'radix-ui'
import { cloneElement, useState, type ReactElement, type ReactNode } from 'react'

import type { Verdict } from '../app/ask.ts'

export interface MenuItem {
  label: string
  icon?: ReactNode
  onSelect: () => void
  danger?: boolean
  verdict?: Verdict
  refused?: string
}

interface Props {
  trigger: ReactElement<{ onClick?: () => void; 'aria-haspopup'?: 'menu'; 'aria-expanded'?: boolean }>
  items: MenuItem[]
  label?: string
}

/**
 * Menu opens below its trigger. A refused item stays, and says why. Before it was
 * opened once it is its trigger alone: a table of many rows has as many menus.
 */
export function Menu({ trigger, items, label }: Props) {
  const [used, setUsed] = useState(false)
  if (!used) return cloneElement(trigger, { 'onClick': () => setUsed(true), 'aria-haspopup': 'menu', 'aria-expanded': false })
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="pop fade" align="end" sideOffset={4} collisionPadding={8} aria-label={label}>
          {items.map((item) => {
            const why = item.refused ?? (item.verdict && !item.verdict.permitted ? item.verdict.reasons.map((r) => r.message).join('. ') : undefined)
            return (
              <DropdownMenu.Item
                key={item.label} className={item.danger && !why ? 'item danger' : 'item'} aria-disabled={why ? true : undefined}
                aria-description={why}
                onSelect={(event) => {
                  if (why) return event.preventDefault()
                  item.onSelect()
                }}
              >
                {item.icon}
                <span className="grow">{item.label}{why && <span className="hint" aria-hidden="true">{why}</span>}</span>
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
