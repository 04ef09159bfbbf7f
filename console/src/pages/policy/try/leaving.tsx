import { useBlocker } from '@tanstack/react-router'
import { useEffect } from 'react'

import { holdPage } from '../../../app/hold.ts'
import { Button } from '../../../parts/Button.tsx'
import { Dialog, Foot } from '../../../parts/Dialog.tsx'

/** Leaving asks before a changed draft is left, but for Simulate, which asks it too. */
export function Leaving({ changed, onLeave }: { changed: boolean; onLeave: () => void }) {
  useEffect(() => {
    if (changed) return holdPage()
  }, [changed])
  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && next.pathname !== current.pathname && !next.pathname.endsWith('/policy/simulate'), enableBeforeUnload: false, withResolver: true,
  })
  if (blocked.status !== 'blocked') return null
  return (
    <Dialog title="Leave the draft?" open onClose={blocked.reset} lead="The draft is in the memory of this page alone. Download it to keep it.">
      <Foot>
        <Button onClick={blocked.reset}>Stay</Button>
        <Button kind="danger" onClick={() => (onLeave(), blocked.proceed())}>Discard draft</Button>
      </Foot>
    </Dialog>
  )
}
