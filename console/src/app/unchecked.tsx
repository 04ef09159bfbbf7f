import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

import { asApiError } from '../api/errors.ts'
import { Button } from '../parts/Button.tsx'

/** Unchecked says that the page could not ask which of its actions are refused. */
export function Unchecked() {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  const why = useSyncExternalStore(
    useCallback((changed) => cache.subscribe(changed), [cache]),
    () => {
      const failed = cache.findAll({ queryKey: ['ask'], type: 'active' }).find((q) => q.state.status === 'error' && q.state.fetchStatus === 'idle')
      return failed ? asApiError(failed.state.error).message : undefined
    },
  )
  if (why === undefined) return null
  return (
    <div className="note warning" role="status">
      <p>What is permitted here could not be checked: {why}. Each action is decided when you press it.</p>
      <div className="bar"><Button onClick={() => void client.refetchQueries({ queryKey: ['ask'], type: 'active' })}>Check again</Button></div>
    </div>
  )
}
