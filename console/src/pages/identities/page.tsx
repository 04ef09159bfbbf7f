import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, KeyRound, Pencil, Plus, Search, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'

import { useIdentities, useOrgRoles } from '../../api/queries.ts'
import type { OrgIdentity, OrgRole } from '../../api/types.ts'
import { useAsk } from '../../app/ask.ts'
import { useAddress, useDialog, useHere } from '../../app/place.ts'
import { useSettled } from '../../app/settled.ts'
import { OrgAccessTabs } from '../settings/tabs.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { CreateIdentity } from './create.tsx'
import { DeleteIdentity, EditIdentity } from './edit.tsx'
import { methodsInWords } from './methods.ts'
import { roleName, roleOptions } from './roles.ts'
import { SelectionBar, type Selected } from './selection.tsx'
import { useUnused } from './unused.ts'

export function Identities() {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const create = useDialog('create')
  const order = { by: address.sort === 'role' ? 'role' : 'name', down: address.order === 'desc' } as const
  const text = useSettled(address.search?.trim() ?? '')
  const identities = useIdentities({ text, role: address.role }, order)
  const rows = useMemo(() => identities.data?.pages.flatMap((page) => page.identities), [identities.data])
  const roles = useOrgRoles()
  const [picked, setPicked] = useState<{ row: OrgIdentity; what: 'edit' | 'delete' }>()
  const [selected, setSelected] = useState<Selected>(new Map())
  const verdict = useAsk({ create: { method: 'POST', path: '/api/v1/identities', body: { name: 'New identity', organizationId: orgId, role: 'no-access' } }, unused: { method: 'GET', path: '/api/v1/authz/unused-grants' } })
  const unused = useUnused(address.unused === 'shown')
  const shown = useMemo(() => columns({ orgId, roles: roles.data, pick: setPicked, unused: address.unused === 'shown' ? unused.data : undefined, selected, select: setSelected }), [orgId, roles.data, address.unused, unused.data, selected])
  const filtered = Boolean(address.search || address.role)
  return (
    <Page
      title="Machine Identities"
      actions={<Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.create} onClick={create.show}>Create identity</Guarded>}
    >
      <OrgAccessTabs />
      <div className="bar">
        <div className="search">
          <Search aria-hidden />
          <input className="input" type="search" aria-label="Search identities" placeholder="Search identities" value={address.search ?? ''} onChange={(e) => change({ search: e.target.value })} />
        </div>
        <Guarded verdict={verdict.unused} busy={unused.isFetching} aria-pressed={address.unused === 'shown'} onClick={() => change({ unused: address.unused === 'shown' ? undefined : 'shown' })}>Unused grants</Guarded>
        <div className="filter"><Combobox label="Organization Role" hideLabel placeholder="Any role" value={address.role ?? ''} onChange={(role) => change({ role })} options={[{ value: '', label: 'Any role' }, ...roleOptions(roles.data).map((o) => ({ ...o, hint: undefined }))]} /></div>
      </div>
      {unused.isError && <Refusal error={unused.error} />}
      <SelectionBar selected={selected} onChange={setSelected} />
      <Load query={identities}>
        {() => (
          <DataTable
            caption="Machine Identities" rows={rows} rowKey={(r) => r.identityId}
            columns={shown} order={{ id: order.by, down: order.down }}
            onOrder={(next) => change({ sort: next && next.id !== 'name' ? next.id : undefined, order: next?.down ? 'desc' : undefined })}
            more={{ has: identities.hasNextPage, busy: identities.isFetching, load: () => void identities.fetchNextPage() }}
            empty={filtered
              ? <Empty text="Nothing matches"><Button onClick={() => change({ search: undefined, role: undefined })}>Clear filters</Button></Empty>
              : <Empty text="No machine identities yet: each stands for an application, a job or a tool"><Guarded kind="primary" verdict={verdict.create} onClick={create.show}>Create identity</Guarded></Empty>}
            foot={<><span>{plural(rows?.length ?? 0, 'identity', 'identities')}{identities.hasNextPage && ' so far'}</span><span>Identities that hold more than you are not shown</span></>}
          />
        )}
      </Load>
      {create.open && <CreateIdentity onClose={create.close} />}
      {picked?.what === 'edit' && <EditIdentity row={picked.row} onClose={() => setPicked(undefined)} />}
      {picked?.what === 'delete' && <DeleteIdentity row={picked.row} onClose={() => setPicked(undefined)} />}
    </Page>
  )
}

interface Shown {
  orgId: string
  roles: OrgRole[] | undefined
  pick: (p: { row: OrgIdentity; what: 'edit' | 'delete' }) => void
  unused: Map<string, number> | undefined
  selected: Selected
  select: (selected: Selected) => void
}

function columns({ orgId, roles, pick, unused, selected, select }: Shown): Column<OrgIdentity>[] {
  const toggle = (row: OrgIdentity) => {
    const next = new Map(selected)
    if (!next.delete(row.identityId)) next.set(row.identityId, row)
    select(next)
  }
  return [
    {
      id: 'name', header: 'Name', sorts: true,
      cell: (r) => (
        <span className="chosen">
          <input type="checkbox" aria-label={`Select ${plain(r.identity.name)}`} checked={selected.has(r.identityId)} onChange={() => toggle(r)} />
          <RowLink to={`/org/${orgId}/settings/access-control/identities/${r.identityId}`}><Name>{r.identity.name}</Name></RowLink>
        </span>
      ),
    },
    { id: 'role', header: 'Organization Role', low: true, sorts: true, cell: (r) => plain(r.customRole?.name ?? roleName(roles, r.role)) },
    { id: 'auth', header: 'Authentication', low: true, cell: (r) => methodsInWords(r.identity.authMethods) || <Badge tone="warning">None</Badge> },
    { id: 'used', header: 'Last used', low: true, label: 'Last used', cell: (r) => <Time at={r.lastUsedAt} /> },
    ...(unused ? [{ id: 'unused', header: 'Unused grants', low: true, label: 'Unused grants', align: 'num', cell: (r: OrgIdentity) => unused.get(r.identityId) ?? 0 } as const] : []),
    { id: 'acts', header: 'Actions', hideHeader: true, align: 'acts', cell: (r) => <Acts orgId={orgId} row={r} pick={pick} /> },
  ]
}

function Acts({ orgId, row, pick }: { orgId: string; row: OrgIdentity; pick: (p: { row: OrgIdentity; what: 'edit' | 'delete' }) => void }) {
  const navigate = useNavigate()
  const name = plain(row.identity.name)
  const universal = row.identity.authMethods.includes('universal-auth')
  return (
    <>
      <Guarded
        kind="icon" name={`Create Client Secret for ${name}`} icon={<KeyRound aria-hidden />} unless={universal ? undefined : `${name} has no Universal Auth: add it on the identity's page`}
        onClick={() => void navigate({ to: '/org/$orgId/settings/access-control/identities/$identityId', params: { orgId, identityId: row.identityId }, search: { dialog: 'client-secret' } as never })}
      />
      <Menu
        trigger={<Button kind="icon" name={`More for ${name}`} icon={<Ellipsis aria-hidden />} />}
        items={[
          { label: 'Edit', icon: <Pencil aria-hidden />, onSelect: () => pick({ row, what: 'edit' }) },
          { label: 'Delete', icon: <Trash2 aria-hidden />, danger: true, onSelect: () => pick({ row, what: 'delete' }), refused: row.identity.hasDeleteProtection ? 'Delete protection is on' : undefined },
        ]}
      />
    </>
  )
}
