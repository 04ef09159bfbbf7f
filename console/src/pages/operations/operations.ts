import { duration } from '../../parts/text.ts'

export interface OperatedServer {
  id: string; name: string; startedAt: string; seenAt: string; silent: boolean; version: string
  policy: { revision: string; digest: string; problem?: string; staleSeconds: number }
  pools: { name: string; open: number; inUse: number; max: number; waits: number; waitSeconds: number }[]
  log: { waiting: number; capacity: number; written: number; failures: number }
  databaseMillis: number
  clockSkewMillis: number
}

export interface Run { at: string; seconds: number; removed: Record<string, number>; failed: string[] }

export interface Operated { now: string; database: string; servers: OperatedServer[]; upkeep: { runs: Run[] } }

/** maxSkew is how far, in milliseconds, a clock may be from the database's before nothing is removed by it. */
const maxSkew = 60_000

/** problems are what an operator should mend on a server that reports. */
export function problems(server: OperatedServer): string[] {
  if (server.silent) return ['Silent']
  return [
    server.policy.problem ?? '',
    queue(server.log),
    Math.abs(server.clockSkewMillis) > maxSkew ? `Clock is ${duration(Math.round(Math.abs(server.clockSkewMillis) / 1000))} off` : '',
  ].filter(Boolean)
}

function queue({ waiting, capacity }: OperatedServer['log']): string {
  if (capacity === 0 || waiting < capacity / 2) return ''
  return waiting >= capacity ? 'Log queue is full: requests are refused' : 'Log queue is more than half full'
}
