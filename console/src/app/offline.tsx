import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

import { asApiError } from '../api/errors.ts'

/** Offline says that the server is away, as long as a query of this page waits for it. */
export function Offline() {
  const cache = useQueryClient().getQueryCache()
  // Each attempt that fails is an event of the cache; a query that goes on trying has not ended.
  const waits = useSyncExternalStore(
    useCallback((changed) => cache.subscribe(changed), [cache]),
    () => cache.findAll({ type: 'active' }).some((q) => {
      const problem = q.state.fetchFailureReason ?? q.state.error
      return problem !== null && asApiError(problem).unreachable
    }),
  )
  if (!waits) return null
  return <div className="offline" role="alert">The server does not answer; trying again</div>
}
