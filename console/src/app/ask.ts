import { useQuery } from '@tanstack/react-query'

import type { MissingPermission, Reason } from '../api/errors.ts'
import { api } from '../api/http.ts'

/** A question about a route: the very request that the action would send. */
export interface Question {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'GET'
  path: string
  body?: unknown
}

export interface Verdict {
  permitted: boolean
  reasons: Reason[]
  missingPermissions?: MissingPermission[]
}

type Verdicts<K extends string> = Partial<Record<K, Verdict>>

/** most is how many questions one request takes. */
const most = 100

/**
 * useAsk asks the server once for a whole page which of its actions would be
 * refused. Until it has answered, every action is enabled and the server decides;
 * if it does not answer, Unchecked says so.
 */
export function useAsk<K extends string>(questions: Partial<Record<K, Question>>): Verdicts<K> {
  const requests = Object.entries<Question | undefined>(questions)
    .filter((entry): entry is [string, Question] => entry[1] !== undefined)
    .map(([key, q]) => ({ key, ...q }))
  const { data } = useQuery({
    queryKey: ['ask', requests],
    enabled: requests.length > 0,
    queryFn: ({ signal }) => ask(requests, signal),
  })
  return (data ?? {}) as Verdicts<K>
}

async function ask(requests: ({ key: string } & Question)[], signal?: AbortSignal): Promise<Record<string, Verdict>> {
  const verdicts: Record<string, Verdict> = {}
  for (let at = 0; at < requests.length; at += most) {
    const { results } = await api<{ results: ({ key: string; error?: unknown } & Verdict)[] }>('/api/v1/authz/ask', { method: 'POST', body: { requests: requests.slice(at, at + most) }, signal })
    // A question that could not be put, such as one whose target is gone, says nothing of the action.
    for (const r of results) if (r.permitted || r.reasons?.length) verdicts[r.key] = r
  }
  return verdicts
}
