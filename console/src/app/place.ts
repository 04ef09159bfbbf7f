import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

interface Params {
  orgId?: string
  projectId?: string
  identityId?: string
  roleId?: string
  decisionId?: string
}

/** useHere reads the parts of the address that name resources. */
export function useHere(): Required<Params> {
  const p = useParams({ strict: false }) as Params
  return { orgId: p.orgId ?? '', projectId: p.projectId ?? '', identityId: p.identityId ?? '', roleId: p.roleId ?? '', decisionId: p.decisionId ?? '' }
}

type Search = Record<string, string | undefined>

/** useAddress reads and changes the query of the address: filters, an open dialog, a row. */
export function useAddress(): [Search, (change: Search, how?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const change = (next: Search, how: { push?: boolean } = {}) =>
    void navigate({ to: '.', search: ((old: Search) => clean({ ...old, ...next })) as never, replace: !how.push, resetScroll: false })
  return [search, change]
}

function clean(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))
}

/** useDialog is a dialog whose name is in the address, so that back closes it. */
export function useDialog(name: string): { open: boolean; show: () => void; close: () => void } {
  const [search, change] = useAddress()
  return {
    open: search.dialog === name,
    show: () => change({ dialog: name }, { push: true }),
    close: () => change({ dialog: undefined }),
  }
}
