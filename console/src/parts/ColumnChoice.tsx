import { Popover } from 'radix-ui'
import { useMemo } from 'react'

import { useAddress } from '../app/place.ts'
import { Button } from './Button.tsx'
import type { Column } from './DataTable.tsx'
import { CheckField } from './Field.tsx'
import { shownColumns, withColumn } from './columns.ts'

/**
 * useColumns are the columns that the address does not hide, and the button that hides and shows
 * them. The first column stays: its link is how a row is reached. So a view is a link.
 */
export function useColumns<R>(columns: Column<R>[]): { shown: Column<R>[]; button: React.JSX.Element } {
  const [address, change] = useAddress()
  const shown = useMemo(() => shownColumns(columns, address.hide), [columns, address.hide])
  const choosable = columns.slice(1).filter((c) => !c.hideHeader)
  const button = (
    <Popover.Root>
      <Popover.Trigger asChild><Button>Columns</Button></Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop text fade" sideOffset={6} collisionPadding={12} aria-label="Columns">
          {choosable.map((c) => <CheckField key={c.id} label={c.header} checked={shown.includes(c)} onChange={(on) => change({ hide: withColumn(address.hide, c.id, on) })} />)}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
  return { shown, button }
}
