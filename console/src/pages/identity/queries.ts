import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import { client } from '../../api/queries.ts'
import type { AccessToken, ClientSecret, OrgIdentity, ProjectIdentity, UniversalAuth } from '../../api/types.ts'

/** useIdentity begins with the row of the list that one comes from. */
export function useIdentity(id: string) {
  const row = listed(id)
  return useQuery({
    queryKey: ['identity', id],
    initialData: row?.identity,
    initialDataUpdatedAt: row?.at,
    queryFn: async ({ signal }) => (await api<{ identity: OrgIdentity }>(`/api/v1/identities/${id}`, { signal })).identity,
  })
}

/** listed is an identity of a list that was read, and when that was. */
function listed(id: string): { identity: OrgIdentity; at: number } | undefined {
  for (const query of client.getQueryCache().findAll({ queryKey: ['identities'] })) {
    const pages = (query.state.data as { pages?: { identities: OrgIdentity[] }[] } | undefined)?.pages ?? []
    const identity = pages.flatMap((p) => p.identities).find((row) => row.identityId === id)
    if (identity) return { identity, at: query.state.dataUpdatedAt }
  }
  return undefined
}

/** answers names the field that each method's answer is under. */
export const answers: Record<string, string> = {
  'universal-auth': 'identityUniversalAuth', 'token-auth': 'identityTokenAuth', 'oidc-auth': 'identityOidcAuth', 'jwt-auth': 'identityJwtAuth',
  'kubernetes-auth': 'identityKubernetesAuth', 'aws-auth': 'identityAwsAuth', 'gcp-auth': 'identityGcpAuth', 'azure-auth': 'identityAzureAuth',
}

export type MethodSettings = Partial<UniversalAuth> & { [field: string]: unknown }

export function useMethod(id: string, method: string) {
  return useQuery({
    queryKey: ['identity', id, 'method', method],
    queryFn: async ({ signal }) => (await api<Record<string, MethodSettings>>(`/api/v1/auth/${method}/identities/${id}`, { signal }))[answers[method]],
  })
}

export function useClientSecrets(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['identity', id, 'client-secrets'],
    enabled,
    queryFn: async ({ signal }) =>
      (await api<{ clientSecretData: ClientSecret[] }>(`/api/v1/auth/universal-auth/identities/${id}/client-secrets`, { query: { includeRevoked: true }, signal })).clientSecretData,
  })
}

export function useTokens(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['identity', id, 'tokens'],
    enabled,
    queryFn: async ({ signal }) => (await api<{ tokens: AccessToken[] }>(`/api/v1/auth/token-auth/identities/${id}/tokens`, { query: { limit: 100 }, signal })).tokens,
  })
}

export function useIdentityProjects(id: string) {
  return useQuery({
    queryKey: ['identity', id, 'projects'],
    queryFn: async ({ signal }) => (await api<{ identityMemberships: ProjectIdentity[] }>(`/api/v1/identities/${id}/identity-memberships`, { signal })).identityMemberships,
  })
}
