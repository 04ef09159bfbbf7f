import { useNavigate } from '@tanstack/react-router'
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'

import { useFoundIdentities, useOrgRoles, useProjects } from '../api/queries.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { useAsk, type Verdict } from './ask.ts'
import { plain } from '../parts/text.ts'
import { useNames } from './names.ts'
import { lock } from './session.ts'
import { useSettled } from './settled.ts'

interface Entry {
  label: string
  kind: string
  to?: string
  run?: () => void
  verdict?: Verdict
}

/** whyNot are the reasons for which a command is refused. */
const whyNot = ({ verdict }: Entry) => (verdict && !verdict.permitted ? verdict.reasons.map((r) => r.message).join('. ') : undefined)

// What was opened last: addresses of this visit, in memory.
const recent: Entry[] = []

function remember(entry: Entry): void {
  const old = recent.findIndex((r) => r.to === entry.to)
  if (old >= 0) recent.splice(old, 1)
  recent.unshift({ ...entry, kind: 'Recent' })
  recent.splice(5)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function Finder({ onClose }: { onClose: () => void }) {
  const id = useId()
  const navigate = useNavigate()
  const { orgId, projectId, project } = useNames()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const projects = useProjects()
  const text = typed.trim().toLowerCase()
  const identities = useFoundIdentities(useSettled(text), text !== '')
  const roles = useOrgRoles()
  const verdict = useAsk({
    identity: { method: 'POST', path: '/api/v1/identities', body: { name: 'New identity', organizationId: orgId, role: 'no-access' } },
    project: { method: 'POST', path: '/api/v2/workspace', body: { projectName: 'New project', endToEndEncrypted: false } },
  })
  const all = useMemo<Entry[]>(() => {
    const org = `/org/${orgId}`
    const access = `${org}/settings/access-control`
    const here = projectId ? `${org}/project/${projectId}` : ''
    return [
      ...(here ? [
        { label: `Secrets of ${project}`, kind: 'Page', to: `${here}/secrets` }, { label: `Access Control of ${project}`, kind: 'Page', to: `${here}/settings/access-control/identities` },
        { label: `Project Settings of ${project}`, kind: 'Page', to: `${here}/settings` },
      ] : []),
      { label: 'Overview', kind: 'Page', to: org }, { label: 'Decisions', kind: 'Page', to: `${org}/decisions` }, { label: 'Audit Log', kind: 'Page', to: `${org}/audit-log` },
      { label: 'Policy', kind: 'Page', to: `${org}/policy` }, { label: 'Rules', kind: 'Page', to: `${org}/policy/rules` },
      { label: 'Rollout', kind: 'Page', to: `${org}/policy/rollout` }, { label: 'Bundle diff', kind: 'Page', to: `${org}/policy/diff` }, { label: 'Operations', kind: 'Page', to: `${org}/operations` },
      { label: 'Simulate', kind: 'Page', to: `${org}/policy/simulate` }, { label: 'Try a policy', kind: 'Page', to: `${org}/policy/try` }, { label: 'Privilege comparison', kind: 'Page', to: `${org}/access/compare` },
      { label: 'Machine Identities', kind: 'Page', to: `${access}/identities` }, { label: 'Users', kind: 'Page', to: `${access}/users` }, { label: 'Organization Roles', kind: 'Page', to: `${access}/roles` },
      { label: 'Organization Settings', kind: 'Page', to: `${org}/settings` }, { label: 'Account', kind: 'Page', to: '/account' },
      { label: 'Create identity', kind: 'Command', to: `${access}/identities?dialog=create`, verdict: verdict.identity }, { label: 'Add New Project', kind: 'Command', to: `${org}?dialog=add-project`, verdict: verdict.project },
      { label: 'Lock now', kind: 'Command', run: () => void lock() },
      ...(projects.data ?? []).map((p) => ({ label: p.name, kind: 'Project', to: `${org}/project/${p.id}/secrets` })),
      ...(identities.data ?? []).map((i) => ({ label: i.identity.name, kind: 'Identity', to: `${access}/identities/${i.identityId}` })),
      ...(roles.data ?? []).map((r) => ({ label: r.name, kind: 'Role', to: `${access}/roles/${r.id}` })),
    ]
  }, [orgId, projectId, project, projects.data, identities.data, roles.data, verdict.identity, verdict.project])
  const found: Entry[] = uuid.test(text) ? [{ label: `Why of decision ${text}`, kind: 'Decision', to: `/org/${orgId}/decisions/${text}` }]
    : text.startsWith('req-') ? [{ label: `Decisions of ${text}`, kind: 'Request', to: `/org/${orgId}/decisions?request=${text}&range=30d` }]
    : (text ? all.filter((e) => e.label.toLowerCase().includes(text)) : [...recent, ...all.slice(0, 12)]).slice(0, 20)
  const choose = (entry: Entry | undefined) => {
    if (!entry || whyNot(entry)) return
    onClose()
    if (entry.run) return entry.run()
    remember(entry)
    const [to, query] = (entry.to ?? '/').split('?')
    void navigate({ to: to as never, search: Object.fromEntries(new URLSearchParams(query)) as never })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      const next = Math.max(0, Math.min(found.length - 1, active + step))
      setActive(next)
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(found[active])
    }
  }
  return (
    <Dialog title="Search or jump to" open onClose={onClose}>
      <input
        className="input" role="combobox" aria-label="Search" aria-expanded="true" aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={found[active] ? `${id}-${active}` : undefined}
        placeholder="A page, project, identity, role, decision or request id" value={typed} spellCheck={false} autoComplete="off" autoFocus onKeyDown={onKeyDown}
        onChange={(e) => {
          setTyped(e.target.value)
          setActive(0)
        }}
      />
      <div role="listbox" id={`${id}-list`} aria-label="Found" className="choicelist" ref={list}>
        {found.map((entry, i) => {
          const why = whyNot(entry)
          return (
          <div key={`${entry.kind}${entry.to}${entry.label}`} id={`${id}-${i}`} role="option" aria-selected={i === active} aria-disabled={why ? true : undefined} aria-description={why} className="item" data-active={i === active} onPointerMove={() => setActive(i)} onClick={() => choose(entry)}>
            <span className="grow">{plain(entry.label)}{why && <span className="hint" aria-hidden="true">{why}</span>}</span><span className="meta" aria-hidden="true">{entry.kind}</span>
          </div>
          )
        })}
      </div>
      {found.length === 0 && <p className="muted" role="status">Nothing matches</p>}
    </Dialog>
  )
}
