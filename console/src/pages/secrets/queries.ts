import { useQueries, useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import type { Folder, Secret, SecretImport, Tag } from '../../api/types.ts'

export interface Place {
  projectId: string
  environment: string
  path: string
}

export interface Listed {
  secrets: Secret[]
  imports: SecretImport[]
}

/** Every flag is spelled out, so that what is read does not hang on a default. */
export function list({ projectId, environment, path }: Place, signal?: AbortSignal): Promise<Listed> {
  return api<Listed>('/api/v4/secrets', {
    signal,
    query: { projectId, environment, secretPath: path, viewSecretValue: false, expandSecretReferences: false, includeImports: true, recursive: false },
  })
}

/** reveal is one read of one value, and one decision in the log. */
export async function reveal(place: Place, key: string): Promise<Secret> {
  const { secret } = await api<{ secret: Secret }>(`/api/v4/secrets/${encodeURIComponent(key)}`, {
    query: {
      projectId: place.projectId, environment: place.environment, secretPath: place.path, type: 'shared', viewSecretValue: true,
      expandSecretReferences: false, includeImports: false,
    },
  })
  if (secret.secretValueHidden) throw new Error('Value hidden: you may describe, not read')
  return secret
}

/** usePast reads a folder as it was; the past has no imports. */
export function usePast(place: Place, asOf: string) {
  return useQuery({
    queryKey: ['secrets', place.projectId, place.environment, place.path, asOf],
    enabled: asOf !== '' && place.environment !== '',
    queryFn: ({ signal }) => api<Listed>('/api/v4/secrets', {
      signal,
      query: { projectId: place.projectId, environment: place.environment, secretPath: place.path, viewSecretValue: false, expandSecretReferences: false, includeImports: false, recursive: false, asOf },
    }),
  })
}

export function useSecrets(places: Place[]) {
  return useQueries({ queries: places.map((p) => ({ queryKey: ['secrets', p.projectId, p.environment, p.path], queryFn: ({ signal }: { signal: AbortSignal }) => list(p, signal) })) })
}

export function useFolders(places: Place[]) {
  return useQueries({
    queries: places.map((p) => ({
      queryKey: ['folders', p.projectId, p.environment, p.path],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await api<{ folders: Folder[] }>('/api/v1/folders', { signal, query: { workspaceId: p.projectId, environment: p.environment, path: p.path } })).folders,
    })),
  })
}

export function useTags(projectId: string) {
  return useQuery({ queryKey: ['tags', projectId], queryFn: async ({ signal }) => (await api<{ tags: Tag[] }>(`/api/v1/projects/${projectId}/tags`, { signal })).tags })
}

export interface SecretVersion {
  id: string
  version: number
  secretValue: string
  secretValueHidden: boolean
  createdAt?: string
  actor?: { actorType: string; actorId: string }
}

export function useVersions(secretId: string) {
  return useQuery({
    queryKey: ['secret-versions', secretId],
    gcTime: 0, // it holds values
    queryFn: async ({ signal }) => (await api<{ secretVersions: SecretVersion[] }>(`/api/v1/secret/${secretId}/secret-versions`, { signal, query: { limit: 100, offset: 0 } })).secretVersions,
  })
}

export function writePath(key: string): string {
  return `/api/v4/secrets/${encodeURIComponent(key)}`
}

export function at(place: Place): { projectId: string; environment: string; secretPath: string; type: 'shared' } {
  return { projectId: place.projectId, environment: place.environment, secretPath: place.path, type: 'shared' }
}
