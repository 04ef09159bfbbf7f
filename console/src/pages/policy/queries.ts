import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import type { Differences, PolicyState, Summary } from '../../api/types.ts'
import type { Lines } from '../../rego/lines.ts'
import { hitKey } from './find.ts'

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

/** Hits are how often each rule with a code refused, and each package's grants permitted; by hitKey. */
export type Hits = Map<string, { hour: number; day: number; week: number }>

/** useHits counts what the rules refused; of all decisions of the week, or of the newest of very many. */
export function useHits(enabled: boolean) {
  return useQuery({
    queryKey: ['policy', 'hits'], enabled, retry: false,
    queryFn: async ({ signal }) => {
      const { files, hitsComplete } = await api<{ files: { file: string; rules: { line: number; hits?: { hour: number; day: number; week: number } }[] }[]; hitsComplete: boolean }>('/api/v1/authz/policy/rules', { signal, query: { hits: true } })
      const hits: Hits = new Map(files.flatMap((f) => f.rules.flatMap((r) => (r.hits ? [[hitKey(f.file, r.line), r.hits] as const] : []))))
      return { hits, complete: hitsComplete }
    },
  })
}

/** Covered is what the policy's tests evaluate of a file, once that was measured. */
export interface Covered extends Lines {
  state: 'measuring' | 'measured' | 'failed'
  problem?: string
}

const again = 2000

/** useSource is the text of a file; with coverage, it asks again until that was measured. */
export function useSource(file: string, coverage = false) {
  return useQuery<{ source: string; coverage?: Covered }>({
    queryKey: ['policy', 'source', file, coverage],
    enabled: file !== '',
    refetchInterval: (query) => (query.state.data?.coverage?.state === 'measuring' ? again : false),
    queryFn: ({ signal }) => api('/api/v1/authz/policy/source', { signal, query: { file, coverage: coverage || undefined } }),
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

export async function readPolicy(signal?: AbortSignal): Promise<PolicyState> {
  return (await api<{ policy: PolicyState }>('/api/v1/authz/policy', { signal })).policy
}

/** usePolicy is which policy decides; while one is on its way, it is asked again and again. */
export function usePolicy() {
  return useQuery({ queryKey: ['policy'], queryFn: ({ signal }) => readPolicy(signal), refetchInterval: (query) => (query.state.data?.candidate ? 10_000 : false) })
}

export interface DifferencesOverTime {
  trial: string; current: boolean; tolerance: number; bucket: number; buckets: ({ start: string } & Differences)[]; complete: boolean
}

export function useDifferences(bucket: number) {
  return useQuery<DifferencesOverTime>({
    queryKey: ['policy', 'differences', bucket],
    refetchInterval: (query) => (query.state.data?.current ? 10_000 : false),
    queryFn: ({ signal }) => api<DifferencesOverTime>('/api/v1/authz/policy/differences', { signal, query: { bucket } }),
  })
}

export interface Line { before: number; after: number; text: string }

export interface Changed { kind: 'file' | 'rule' | 'code' | 'data'; change: 'added' | 'removed' | 'changed'; name: string; lines: Line[]; cut: boolean }

export interface Comparison {
  from: { revision: string; digest: string }; to: { revision: string; digest: string }; changes: Changed[]; complete: boolean
}

export function useComparison(from: string, to: string) {
  return useQuery({
    queryKey: ['policy', 'diff', from, to], retry: false,
    queryFn: ({ signal }) => api<Comparison>('/api/v1/authz/policy/diff', { signal, query: { from, to } }),
  })
}

/** useRuleCounts counts the refusals of the last day by rule package; undefined as long as it is not known, or may not be. */
export function useRuleCounts(): Map<string, number> | undefined {
  const { data } = useQuery({ queryKey: ['policy', 'rule-counts'], retry: false, queryFn: ({ signal }) => lastDay('rule', signal) })
  return data && countByCode(data)
}

function lastDay(by: string, signal: AbortSignal): Promise<Summary> {
  const to = new Date()
  return api<Summary>('/api/v1/authz/decisions/summary', {
    signal, query: { from: new Date(to.getTime() - day * 1000).toISOString(), to: to.toISOString(), bucket: day, by },
  })
}

const day = 86_400

/** useRefusals counts the refusals of the last day by code; undefined as long as it is not known, or may not be. */
export function useRefusals(): Map<string, number> | undefined {
  const { data } = useQuery({
    queryKey: ['policy', 'refusals'],
    retry: false,
    queryFn: ({ signal }) => lastDay('code', signal),
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
