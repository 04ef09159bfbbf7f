import { useEffect, useRef, useState } from 'react'

import { asApiError, type ApiError } from '../../../api/errors.ts'
import { api } from '../../../api/http.ts'
import type { Lines } from '../../../rego/lines.ts'
import type { Files } from './draft.ts'
import { patiently } from './replay.ts'

export interface Finding {
  step: string
  message: string
  file?: string
  row?: number
  col?: number
  warning?: boolean
}

export interface TestCase {
  name: string
  file: string
  line: number
  passed: boolean
  skipped?: boolean
  output: string
}

export interface Checked {
  passed: boolean
  findings: Finding[]
  tests?: TestCase[]
  coverage?: Record<string, Lines>
}

const quiet = 800

/** check asks the server what is wrong with files; tests are run, or left out. */
export function check(files: Files, tests: boolean, signal: AbortSignal): Promise<Checked> {
  return patiently(() => api<Checked>('/api/v1/authz/check', { method: 'POST', body: { files, tests }, signal }), signal)
}

export interface Checks {
  checked?: Checked
  /** of are the files that were checked. */
  of?: Files
  busy: boolean
  error?: ApiError
  /** settle takes the outcome of a check that was asked for elsewhere. */
  settle: (of: Files, checked: Checked) => void
}

/**
 * useChecks checks files once they have not changed for a moment, one request at a
 * time: a change ends the one on its way. Held, it asks nothing.
 */
export function useChecks(files: Files | undefined, held: boolean): Checks {
  const [state, setState] = useState<Omit<Checks, 'settle'>>({ busy: false })
  const of = useRef<Files>(undefined)
  useEffect(() => {
    if (!files || held || of.current === files) return
    const ends = new AbortController()
    const timer = setTimeout(() => {
      setState((old) => ({ ...old, busy: true }))
      check(files, false, ends.signal).then(
        (checked) => {
          if (ends.signal.aborted) return
          of.current = files
          setState({ checked, of: files, busy: false })
        },
        (error: unknown) => {
          if (!ends.signal.aborted) setState((old) => ({ ...old, busy: false, error: asApiError(error) }))
        },
      )
    }, quiet)
    return () => {
      clearTimeout(timer)
      ends.abort()
      setState((old) => ({ ...old, busy: false }))
    }
  }, [files, held])
  const settle = (done: Files, checked: Checked) => {
    of.current = done
    setState({ checked, of: done, busy: false })
  }
  return { ...state, settle }
}

/** inOrder are findings as F8 goes through them: errors before warnings, then by place. */
export function inOrder(findings: Finding[]): Finding[] {
  return [...findings].sort((a, b) => Number(a.warning ?? false) - Number(b.warning ?? false) || (a.file ?? '').localeCompare(b.file ?? '') || (a.row ?? 0) - (b.row ?? 0))
}

/** nextFinding is the one after a place, and the first after the last. */
export function nextFinding(findings: Finding[], now: Finding | undefined): Finding | undefined {
  const placed = inOrder(findings).filter((f) => f.file)
  const at = placed.findIndex((f) => f === now || (now && f.file === now.file && f.row === now.row && f.message === now.message))
  return placed[(at + 1) % placed.length]
}
