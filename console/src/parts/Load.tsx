import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'

import { Button } from './Button.tsx'
import { Refusal } from './Refusal.tsx'
import { ago } from './text.ts'

/** Load shows a query: its skeleton, its answer, its refusal, and stale data with its age. */
export function Load<T>({ query, children, level }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; level?: 2 | 3 }) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <div className="bar"><p className="meta" role="alert">This is of {ago(new Date(query.dataUpdatedAt).toISOString())}: {query.error.message}</p><Button onClick={() => void query.refetch()}>Try again</Button></div>
        )}
        {children(query.data)}
      </>
    )
  }
  if (query.isError) return <Refusal error={query.error} retry={() => void query.refetch()} level={level} />
  return <Loading />
}

export function Loading() {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 10_000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div aria-busy="true" className="form" role="status">
      {[0, 1, 2].map((i) => <div key={i} className="skeleton" />)}
      <span className={long ? 'meta' : 'sr'}>{long ? 'Still loading' : 'Loading'}</span>
    </div>
  )
}
