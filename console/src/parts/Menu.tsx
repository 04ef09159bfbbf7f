import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'

import type { Verdict } from '../app/ask.ts'

export interface MenuItem {
  label: string
  icon?: ReactNode
  onSelect: () => void
  danger?: boolean
  verdict?: Verdict
  refused?: string
}

/** Menu opens below its trigger. A refused item stays, and says why. */
export function Menu({ trigger, items, label }: { trigger: ReactNode; items: MenuItem[]; label?: string }) {
  return (
    <DropdownMenu.Root>
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
