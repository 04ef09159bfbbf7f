import { Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useOrgRoles, useOrgUsers } from '../../api/queries.ts'
import type { OrgUser } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk, type Question } from '../../app/ask.ts'
import { useAddress, useDialog } from '../../app/place.ts'
import { useSession } from '../../app/session.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { CopyOnce } from '../../parts/Copy.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { EffectiveAccess } from '../access/effective.tsx'
import { roleName, roleOptions } from '../identities/roles.ts'
import { OrgAccessTabs } from '../settings/tabs.tsx'

export function Users() {
  const { orgId, userId } = useSession()
  const path = `/api/v2/organizations/${orgId}/memberships`
  const people = useOrgUsers()
  const roles = useOrgRoles()
  const invite = useDialog('invite')
  const [address, change] = useAddress()
  const [picked, setPicked] = useState<{ what: 'remove' | 'role' | 'activity'; user: OrgUser; role?: string }>()
  const rows = people.data
  const verdicts = useAsk<string>(rows ? {
    invite: { method: 'POST', path: '/api/v1/invite-org/signup', body: { inviteeEmail: 'new@example.com', organizationId: orgId } },
    ...Object.fromEntries(rows.slice(0, 30).flatMap((u): [string, Question][] => [
      [`remove-${u.id}`, { method: 'DELETE', path: `${path}/${u.id}` }],
      [`off-${u.id}`, { method: 'PATCH', path: `${path}/${u.id}`, body: { isActive: !u.isActive } }],
      [`role-${u.id}`, { method: 'PATCH', path: `${path}/${u.id}`, body: { role: 'no-access' } }],
    ])),
  } : {})
  const button = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdicts.invite} onClick={invite.show}>Invite user</Guarded>
  const slug = (u: OrgUser) => roles.data?.find((r) => r.id === u.roleId)?.slug ?? u.role
  return (
    <Page title="Users" actions={button}>
      <OrgAccessTabs />
      <Load query={people}>
        {(list) => (
          <DataTable
            caption="Users" rows={list} rowKey={(u) => u.id}
            foot={<span>{list.length === 1 ? 'Invite the people who administer this organization' : plural(list.length, 'user')}</span>}
            columns={[
              { id: 'email', header: 'Email', sort: (a, b) => a.user.email.localeCompare(b.user.email), cell: (u) => <><Name>{u.user.email}</Name>{u.userId === userId && <span className="muted"> · you</span>}</> },
              { id: 'name', header: 'Name', low: true, cell: (u) => <Name>{`${u.user.firstName} ${u.user.lastName}`.trim()}</Name> },
              {
                id: 'role', header: 'Organization Role', low: true,
                cell: (u) => {
                  const why = verdicts[`role-${u.id}`]
                  if (why && !why.permitted) return <span aria-description={why.reasons[0]?.message}>{roleName(roles.data, slug(u))} <span className="meta">{why.reasons[0]?.code}</span></span>
                  return <div className="inrow"><Combobox label={`Organization Role of ${u.user.email}`} hideLabel value={slug(u)} onChange={(role) => role !== slug(u) && setPicked({ what: 'role', user: u, role })} options={roleOptions(roles.data)} /></div>
                },
              },
              { id: 'status', header: 'Status', low: true, cell: (u) => u.status === 'invited' ? <Badge tone="warning">Invited</Badge> : u.isActive ? <Badge tone="permitted">Active</Badge> : <Badge tone="refused">Deactivated</Badge> },
              { id: 'since', header: 'Added', low: true, label: 'Added', cell: (u) => <Time at={u.createdAt} /> },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (u) => (
                  <Menu
                    trigger={<Button kind="icon" name={`More for ${plain(u.user.email)}`} icon={<Ellipsis aria-hidden />} />}
                    items={[
                      { label: 'Effective access', refused: u.userId ? undefined : 'The invitation was not taken up yet', onSelect: () => change({ user: u.userId ?? undefined }, { push: true }) },
                      { label: u.isActive ? 'Deactivate' : 'Activate', verdict: verdicts[`off-${u.id}`], onSelect: () => setPicked({ what: 'activity', user: u }) },
                      { label: 'Remove', danger: true, verdict: verdicts[`remove-${u.id}`], onSelect: () => setPicked({ what: 'remove', user: u }) },
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
      </Load>
      {address.user && <EffectiveAccess key={address.user} type="user" id={address.user} of={rows?.find((u) => u.userId === address.user)?.user.email} />}
      {invite.open && <Invite onClose={invite.close} />}
      {picked?.what === 'role' && (
        <Confirm
          title={`Change the role of ${plain(picked.user.user.email)}`} verb="Change" safe open onClose={() => setPicked(undefined)}
          lead={<>From <strong>{roleName(roles.data, slug(picked.user))}</strong> to <strong>{roleName(roles.data, picked.role ?? '')}</strong>, from the next request on.</>}
          request={{ method: 'PATCH', path: `${path}/${picked.user.id}`, body: { role: picked.role } }}
          onDone={async () => {
            await changed('org-users')
            announce('Role changed')
          }}
        />
      )}
      {picked?.what === 'activity' && <Activity user={picked.user} path={path} onClose={() => setPicked(undefined)} />}
      {picked?.what === 'remove' && (
        <Confirm
          title={`Remove ${plain(picked.user.user.email)}`} verb="Remove" open onClose={() => setPicked(undefined)} lead="They lose the organization and every project of it at once. Their account stays."
          request={{ method: 'DELETE', path: `${path}/${picked.user.id}` }}
          onDone={async () => {
            await changed('org-users')
            announce('User removed')
          }}
        />
      )}
    </Page>
  )
}

/** Activity lets a person in again, or keeps them out and their membership. */
function Activity({ user, path, onClose }: { user: OrgUser; path: string; onClose: () => void }) {
  const off = user.isActive
  const email = plain(user.user.email)
  return (
    <Confirm
      title={`${off ? 'Deactivate' : 'Activate'} ${email}`} verb={off ? 'Deactivate' : 'Activate'} safe={!off} open onClose={onClose}
      lead={off ? 'They are refused everywhere in the organization from the next request on. Their memberships stay.' : 'What they held before they hold again, from the next request on.'}
      request={{ method: 'PATCH', path: `${path}/${user.id}`, body: { isActive: !off } }}
      onDone={async () => {
        await changed('org-users')
        announce(off ? 'Deactivated' : 'Activated')
      }}
    />
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const { orgId } = useSession()
  const [link, setLink] = useState<string>()
  const form = useForm({
    name: 'invite',
    initial: { email: '' },
    paths: { inviteeEmail: 'email' },
    check: (v) => ({ email: /^\S+@\S+$/.test(v.email.trim()) ? undefined : 'Type an e-mail address' }),
    submit: async (v) => {
      const { completeInviteLink } = await api<{ completeInviteLink: string }>('/api/v1/invite-org/signup', { method: 'POST', body: { inviteeEmail: v.email.trim(), organizationId: orgId } })
      setLink(completeInviteLink)
      await changed('org-users')
    },
  })
  if (link !== undefined) {
    return (
      <CopyOnce
        title="Invitation link" lead="The server sends no e-mail: give this link to the person. It works once, and the person starts with no access until a role is given."
        fields={[{ label: 'Invitation link', value: link }]}
        onDone={() => {
          setLink(undefined)
          onClose()
        }}
      />
    )
  }
  return (
    <Dialog title="Invite user" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Email" type="email" {...form.text('email')} autoFocus />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path="/api/v1/invite-org/signup" body={{ inviteeEmail: form.values.email, organizationId: orgId }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create invitation</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
