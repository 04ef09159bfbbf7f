import { useEffect, useRef, useState } from 'react'

import { asApiError, type ApiError } from '../../api/errors.ts'
import { stream } from '../../api/stream.ts'
import type { Decision } from '../../api/types.ts'

/** most is how many rows are held. */
const most = 5000

export interface Live {
  rows: Decision[]
  /** gap counts what was decided and is not shown. */
  gap: number
  ended?: ApiError
}

const none: Live = { rows: [], gap: 0 }

/** useLive follows the log as long as it is on. Rows are gathered and shown four times a second, or once where motion is not wanted. */
export function useLive(on: boolean, filters: Record<string, string | undefined>, since: string): Live {
  const [live, setLive] = useState<Live>(none)
  const key = JSON.stringify(filters)
  const start = useRef(since)
  start.current = since
  useEffect(() => {
    if (!on) return
    setLive(none)
    const stop = new AbortController()
    let fresh: Decision[] = []
    let gap = 0
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const flush = setInterval(() => {
      if (!fresh.length && !gap) return
      const [more, missed] = [fresh, gap]
      fresh = []
      gap = 0
      setLive((old) => ({ ...old, rows: [...more.reverse(), ...old.rows].slice(0, most), gap: old.gap + missed }))
    }, calm ? 1000 : 250)
    void follow(stop.signal)
    return () => {
      stop.abort()
      clearInterval(flush)
    }

    async function follow(signal: AbortSignal): Promise<void> {
      let last = start.current
      let wait = 1000
      while (!signal.aborted) {
        try {
          await stream('/api/v1/authz/decisions/stream', JSON.parse(key), last, signal, (e) => {
            wait = 1000
            if (e.id) last = e.id
            if (e.event === 'decision') fresh.push(JSON.parse(e.data))
            if (e.event === 'gap') gap += Number(JSON.parse(e.data).skipped ?? 1)
          })
        } catch (error) {
          if (signal.aborted) return
          const problem = asApiError(error)
          if (problem.status === 404) return // a server without the stream
          if (!problem.unreachable && problem.status !== 429) return setLive((old) => ({ ...old, ended: problem }))
          wait = Math.max(wait, problem.retryAfter * 1000)
        }
        await new Promise((resolve) => setTimeout(resolve, wait))
        wait = Math.min(30_000, wait * 2)
      }
    }
  }, [on, key])
  return live
}
