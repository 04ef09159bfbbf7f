import { QueryClient, useQuery } from '@tanstack/react-query'

import { useSession, whenOver } from '../app/session.ts'
import { asApiError } from './errors.ts'
import { api } from './http.ts'
import type { OrgIdentity, OrgRole, Project, ProjectRole } from './types.ts'

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => asApiError(error).unreachable && count < 5,
      retryDelay: (count, error) => Math.max(asApiError(error).retryAfter * 1000, Math.min(30_000, 1000 * 2 ** count)),
    },
    mutations: { retry: false },
  },
})

whenOver(() => client.clear())

/** changed drops what a change made old. */
export function changed(...keys: string[]): Promise<unknown> {
  return Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })))
}

export function useProjects(enabled = true) {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['projects', orgId],
    enabled: enabled && Boolean(orgId),
    queryFn: async ({ signal }) => (await api<{ workspaces: Project[] }>(`/api/v2/organizations/${orgId}/workspaces`, { signal })).workspaces,
  })
}

export function useProject(projectId: string) {
  return useQuery({
    queryKey: ['project', projectId],
    queryFn: async ({ signal }) => (await api<{ workspace: Project }>(`/api/v1/workspace/${projectId}`, { signal })).workspace,
  })
}

export function useOrgRoles(enabled = true) {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['org-roles', orgId],
    enabled,
    queryFn: async ({ signal }) => (await api<{ data: { roles: OrgRole[] } }>(`/api/v1/organization/${orgId}/roles`, { signal })).data.roles,
  })
}

export function useProjectRoles(projectId: string) {
  return useQuery({
    queryKey: ['project-roles', projectId],
    queryFn: async ({ signal }) => (await api<{ roles: ProjectRole[] }>(`/api/v2/workspace/${projectId}/roles`, { signal })).roles,
  })
}

/** most is how many rows the API lists at once. */
const most = 20_000

export function useIdentities(enabled = true) {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['identities', orgId],
    enabled,
    queryFn: async ({ signal }) => (await api<{ identities: OrgIdentity[] }>('/api/v1/identities', { query: { orgId, limit: most }, signal })).identities,
  })
}
