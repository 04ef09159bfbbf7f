import { useRef, useState, type FormEvent } from 'react'

import { ApiError, asApiError } from '../api/errors.ts'
import { draftOf, dropDraft, keepDraft } from '../app/drafts.ts'

export type Wrong<V> = Partial<Record<keyof V, string>>

interface Options<V extends object> {
  /** name of the draft; without one nothing is kept. */
  name?: string
  initial: V
  /** secret fields are kept in no draft and emptied by a failure of the session. */
  secret?: (keyof V)[]
  check?: (values: V) => Wrong<V>
  /** paths maps the API's field names to those of the form, where they differ. */
  paths?: Record<string, keyof V>
  submit: (values: V) => Promise<unknown>
}

export interface Form<V extends object> {
  values: V
  wrong: Wrong<V>
  error: ApiError | undefined
  busy: boolean
  set: <K extends keyof V>(key: K, value: V[K]) => void
  setMany: (values: Partial<V>) => void
  /** text binds a field of text. */
  text: (key: keyof V & string) => { value: string; onChange: (value: string) => void; wrong?: string; name: string }
  onSubmit: (event?: FormEvent) => void
  reset: () => void
  dirty: boolean
}

/** useForm keeps what was typed through errors, a lock and another log-in. */
export function useForm<V extends object>({ name, initial, secret = [], check, paths = {}, submit }: Options<V>): Form<V> {
  const [values, setValues] = useState<V>(() => ({ ...initial, ...(name ? draftOf(name) : undefined) }) as V)
  const [wrong, setWrong] = useState<Wrong<V>>({})
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)

  const change = (next: V) => {
    setValues(next)
    if (name) keepDraft(name, Object.fromEntries(Object.entries(next).filter(([key]) => !secret.includes(key as keyof V))))
  }

  const fail = (problem: ApiError) => {
    const fields: Wrong<V> = {}
    for (const issue of problem.issues) {
      const at = String(issue.path[0] ?? '')
      const key = (paths[at] ?? at) as keyof V
      if (key in initial) fields[key] = issue.message
    }
    setWrong(fields)
    if (Object.keys(fields).length < problem.issues.length || problem.issues.length === 0) setError(problem)
    if (Object.keys(fields).length) focusFirstWrong()
  }

  const onSubmit = (event?: FormEvent) => {
    event?.preventDefault()
    event?.stopPropagation()
    if (sending.current) return
    const found = check?.(values) ?? {}
    setWrong(found)
    setError(undefined)
    if (Object.values(found).some(Boolean)) return focusFirstWrong()
    sending.current = true
    setBusy(true)
    submit(values)
      .then(
        () => name && dropDraft(name),
        (problem) => fail(asApiError(problem)),
      )
      .finally(() => {
        sending.current = false
        setBusy(false)
      })
  }

  return {
    values, wrong, error, busy, onSubmit,
    set: (key, value) => change({ ...values, [key]: value }),
    setMany: (some) => change({ ...values, ...some }),
    text: (key) => ({ value: String(values[key] ?? ''), onChange: (value) => change({ ...values, [key]: value }), wrong: wrong[key], name: key }),
    reset: () => {
      if (name) dropDraft(name)
      setValues(initial)
      setWrong({})
      setError(undefined)
    },
    dirty: JSON.stringify(values) !== JSON.stringify(initial),
  }
}

function focusFirstWrong(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
