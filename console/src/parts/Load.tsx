import { useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode } from 'react'

import { Button } from './Button.tsx'
import { Page } from './Page.tsx'
import { Refusal } from './Refusal.tsx'
import { ago } from './text.ts'

interface Props<T> {
  query: UseQueryResult<T>
  children: (data: T) => ReactNode
  level?: 2 | 3
  /** page is the title of the page that the answer is all of, which it has before there is one. */
  page?: string
}

/** Load shows a query: its skeleton, its answer, its refusal, and stale data with its age. */
export function Load<T>({ page, ...props }: Props<T>) {
  const answer = <Answer {...props} />
  return page && props.query.data === undefined ? <Page title={page}>{answer}</Page> : answer
}

function Answer<T>({ query, children, level }: Omit<Props<T>, 'page'>) {
  const client = useQueryClient()
  const [stopped, setStopped] = useState(false)
  const idle = query.fetchStatus === 'idle' // read in each drawing: only what was read is told of
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
  if (stopped && idle) {
    return <div className="note"><p>Loading was cancelled</p><div className="bar"><Button onClick={() => (setStopped(false), void query.refetch())}>Try again</Button></div></div>
  }
  const cancel = () => {
    setStopped(true)
    void client.cancelQueries({ type: 'active', predicate: (q) => q.state.data === undefined })
  }
  return <Loading onCancel={cancel} />
}

/** Loading says after ten seconds that it goes on, and can be cancelled then. */
export function Loading({ onCancel }: { onCancel?: () => void }) {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 10_000)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="form">
      <div aria-busy="true" className="form" role="status">
        {[0, 1, 2].map((i) => <div key={i} className="skeleton" />)}
        <span className={long ? 'meta' : 'sr'}>{long ? 'Still loading' : 'Loading'}</span>
      </div>
      {long && onCancel && <div className="bar"><Button onClick={onCancel}>Cancel</Button></div>}
    </div>
  )
}
