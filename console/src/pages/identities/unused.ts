import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import { useSession } from '../../app/session.ts'

/** useUnused counts by identity the roles and privileges that it did not use in 90 days. It is asked for, because the server reads its log for it. */
export function useUnused(enabled: boolean) {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['unused', orgId, 'counts'],
    enabled,
    retry: false,
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const { unused } = await api<{ unused: { subjectType: string; subjectId: string }[] }>('/api/v1/authz/unused-grants', { signal, query: { days: 90 } })
      const counts = new Map<string, number>()
      for (const g of unused) if (g.subjectType === 'identity') counts.set(g.subjectId, (counts.get(g.subjectId) ?? 0) + 1)
      return counts
    },
  })
}
