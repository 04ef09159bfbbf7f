import { useQuery } from '@tanstack/react-query'

import { asApiError, type MissingPermission, type Reason } from '../api/errors.ts'
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

const most = 100

/**
 * useAsk asks the server once for a whole page which of its actions would be
 * refused. Until it has answered, every action is enabled and the server decides.
 */
export function useAsk<K extends string>(questions: Partial<Record<K, Question>>): Verdicts<K> {
  const requests = Object.entries<Question | undefined>(questions)
    .filter((entry): entry is [string, Question] => entry[1] !== undefined)
    .slice(0, most)
    .map(([key, q]) => ({ key, ...q }))
  const { data } = useQuery({
    queryKey: ['ask', requests],
    enabled: requests.length > 0,
    retry: false,
    queryFn: ({ signal }) => ask(requests, signal),
  })
  return (data ?? {}) as Verdicts<K>
}

async function ask(requests: ({ key: string } & Question)[], signal?: AbortSignal): Promise<Record<string, Verdict>> {
  try {
    const { results } = await api<{ results: ({ key: string; error?: unknown } & Verdict)[] }>('/api/v1/authz/ask', { method: 'POST', body: { requests }, signal })
    // A question that could not be put, such as one whose target is gone, says nothing of the action.
    return Object.fromEntries(results.filter((r) => r.permitted || r.reasons?.length).map((r) => [r.key, r]))
  } catch (error) {
    if (asApiError(error).status === 401) throw error
    return {}
  }
}
