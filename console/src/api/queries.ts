import { QueryClient, keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'

import { useSession, whenOver } from '../app/session.ts'
import { asApiError } from './errors.ts'
import { api } from './http.ts'
import type { OrgIdentity, OrgRole, OrgUser, Project, ProjectRole } from './types.ts'

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

/** useOrgUsers are the people of the organization, invited ones included. */
export function useOrgUsers() {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['org-users', orgId],
    queryFn: async ({ signal }) => (await api<{ users: OrgUser[] }>(`/api/v2/organizations/${orgId}/memberships`, { signal })).users,
  })
}

export interface IdentityOrder {
  by: 'name' | 'role'
  down: boolean
}

interface IdentityPage {
  identities: OrgIdentity[]
  next: string | null
}

const searchPage = 100

function searchIdentities(search: { text: string; role?: string }, order: IdentityOrder, after: string, limit: number, signal: AbortSignal): Promise<IdentityPage> {
  return api<IdentityPage>('/api/v1/identities/search', {
    method: 'POST', signal,
    body: {
      limit, after, orderBy: order.by, orderDirection: order.down ? 'desc' : 'asc',
      search: { ...(search.text && { name: { $contains: search.text } }), ...(search.role && { role: { $eq: search.role } }) },
    },
  })
}

/** useIdentities reads identities page by page, as far as one scrolls. */
export function useIdentities(search: { text: string; role?: string }, order: IdentityOrder) {
  const { orgId } = useSession()
  return useInfiniteQuery({
    queryKey: ['identities', orgId, 'pages', search, order],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => searchIdentities(search, order, pageParam, searchPage, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** useFoundIdentities are the first identities whose names hold a text, for lists to choose from. */
export function useFoundIdentities(text: string, enabled = true) {
  const { orgId } = useSession()
  return useQuery({
    queryKey: ['identities', orgId, 'found', text],
    enabled,
    queryFn: async ({ signal }) => (await searchIdentities({ text }, { by: 'name', down: false }, '', 50, signal)).identities,
    placeholderData: keepPreviousData,
  })
}

/** useHolders counts the identities that hold each role, as far as a page of them goes. */
export function useHolders(roles: { slug: string }[]): Record<string, { count: number; more: boolean } | undefined> {
  const { orgId } = useSession()
  const results = useQueries({
    queries: roles.map(({ slug }) => ({
      queryKey: ['identities', orgId, 'holders', slug],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const page = await searchIdentities({ text: '', role: slug }, { by: 'name', down: false }, '', searchPage, signal)
        return { count: page.identities.length, more: page.next !== null }
      },
    })),
  })
  return Object.fromEntries(roles.map(({ slug }, i) => [slug, results[i].data]))
}
