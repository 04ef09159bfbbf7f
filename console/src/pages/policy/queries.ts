import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import type { Summary } from '../../api/types.ts'

export interface RuleAbout {
  name: string
  line: number
  endLine: number
  title: string
  description: string
  code: string
  status: string
  remediation: string
}

export interface RuleFile {
  file: string
  package: string
  title: string
  description: string
  guardrail: boolean
  rules: RuleAbout[]
}

export function useRules() {
  return useQuery({
    queryKey: ['policy', 'rules'],
    queryFn: ({ signal }) => api<{ revision: string; digest: string; files: RuleFile[] }>('/api/v1/authz/policy/rules', { signal }),
  })
}

export function useSource(file: string) {
  return useQuery({
    queryKey: ['policy', 'source', file],
    enabled: file !== '',
    queryFn: async ({ signal }) => (await api<{ source: string }>('/api/v1/authz/policy/source', { signal, query: { file } })).source,
  })
}

export interface ReasonCode {
  code: string
  status: string
  rules: string[]
  meaning: string
  description: string
  remediation: string
}

export function useReasons() {
  return useQuery({
    queryKey: ['policy', 'reasons'],
    queryFn: async ({ signal }) => (await api<{ reasons: ReasonCode[] }>('/api/v1/authz/reasons', { signal })).reasons,
  })
}

const day = 86_400

/** useRefusals counts the refusals of the last day by code; undefined as long as it is not known, or may not be. */
export function useRefusals(): Map<string, number> | undefined {
  const { data } = useQuery({
    queryKey: ['policy', 'refusals'],
    retry: false,
    queryFn: ({ signal }) => {
      const to = new Date()
      return api<Summary>('/api/v1/authz/decisions/summary', {
        signal, query: { from: new Date(to.getTime() - day * 1000).toISOString(), to: to.toISOString(), bucket: day, by: 'code' },
      })
    },
  })
  return data && countByCode(data)
}

export function countByCode(summary: Summary): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { values } of summary.buckets) {
    for (const [code, n] of Object.entries(values)) if (code && code !== 'permitted') counts.set(code, (counts.get(code) ?? 0) + n)
  }
  return counts
}
