import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { ApiKey, LoginSession } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog } from '../../app/place.ts'
import { logout, useSession } from '../../app/session.ts'
import { setSingleKeys, useSingleKeys } from '../../app/shortcuts.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { CopyOnce } from '../../parts/Copy.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { NumberField, PasswordField, SwitchField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'

export function Account() {
  const { email } = useSession()
  const remove = useDialog('delete')
  const singleKeys = useSingleKeys()
  const verdict = useAsk({ delete: { method: 'DELETE', path: '/api/v2/users/me' } })
  return (
    <Page title="Account" lead={plain(email)} actions={<Guarded kind="danger" verdict={verdict.delete} onClick={remove.show}>Delete account</Guarded>}>
      <ChangePassword />
      <Sessions />
      <ApiKeys />
      <Region title="Keyboard">
        <SwitchField label="Single-key shortcuts" checked={singleKeys} onChange={setSingleKeys} hint="Such as g o and n. They never act in fields. The choice lasts until the page is loaded again, because the console keeps nothing in the browser." />
      </Region>
      {remove.open && (
        <Confirm
          title="Delete account" verb="Delete" type={email} open onClose={remove.close} lead="Your memberships, sessions and keys go for ever."
          request={{ method: 'DELETE', path: '/api/v2/users/me' }}
          onDone={async () => {
            await logout()
          }}
        />
      )}
    </Page>
  )
}

function ChangePassword() {
  const form = useForm({
    initial: { oldPassword: '', newPassword: '' },
    secret: ['oldPassword', 'newPassword'],
    check: (v) => ({ oldPassword: v.oldPassword ? undefined : 'Type the password of now', newPassword: v.newPassword.length >= 8 ? undefined : 'Use 8 characters or more' }),
    submit: async (v) => {
      await api('/api/v2/password/user/password-reset', { method: 'POST', body: v })
      await logout()
    },
  })
  return (
    <Region title="Change password">
      <form className="form narrow" onSubmit={form.onSubmit} noValidate>
        <PasswordField label="Old password" {...form.text('oldPassword')} autoComplete="current-password" />
        <PasswordField label="New password" {...form.text('newPassword')} autoComplete="new-password" hint="8 characters or more. Every session ends, this one too." />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path="/api/v2/password/user/password-reset" body={{ oldPassword: variable('OLD_PASSWORD'), newPassword: variable('NEW_PASSWORD') }} />
        <div className="bar"><Button type="submit" busy={form.busy}>Change password</Button></div>
      </form>
    </Region>
  )
}

function Sessions() {
  const list = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => api<LoginSession[]>('/api/v2/users/me/sessions', { signal }) })
  const end = useDialog('end-sessions')
  return (
    <Region title="Sessions" actions={<Button kind="danger" onClick={end.show}>End all sessions</Button>}>
      <Load query={list} level={3}>
        {(rows) => (
          <DataTable
            caption="Sessions" rows={rows} rowKey={(s) => s.id}
            columns={[
              { id: 'ip', header: 'Address', cell: (s) => s.ip },
              { id: 'agent', header: 'Client', low: true, cell: (s) => <Name>{s.userAgent}</Name> },
              { id: 'used', header: 'Last used', low: true, label: 'Last used', cell: (s) => <Time at={s.lastUsed} /> },
              { id: 'began', header: 'Began', low: true, label: 'Began', cell: (s) => <Time at={s.createdAt} /> },
            ]}
          />
        )}
      </Load>
      {end.open && (
        <Confirm
          title="End all sessions" verb="End" open onClose={end.close} lead="Every browser and command line of yours has to log in again, this one too."
          request={{ method: 'DELETE', path: '/api/v2/users/me/sessions' }}
          onDone={async () => {
            await logout()
          }}
        />
      )}
    </Region>
  )
}

function ApiKeys() {
  const list = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => api<ApiKey[]>('/api/v2/users/me/api-keys', { signal }) })
  const create = useDialog('api-key')
  const [picked, setPicked] = useState<ApiKey>()
  return (
    <Region title="API Keys" actions={<Button onClick={create.show}>Create API Key</Button>}>
      <p className="muted">Deprecated: use a machine identity for what is no person.</p>
      <Load query={list} level={3}>
        {(rows) => (
          <DataTable
            caption="API Keys" rows={rows} rowKey={(k) => k.id} empty={<Empty text="No API keys" />}
            columns={[
              { id: 'name', header: 'Name', cell: (k) => <Name>{k.name}</Name> },
              { id: 'used', header: 'Last used', low: true, label: 'Last used', cell: (k) => <Time at={k.lastUsed} /> },
              { id: 'expires', header: 'Expires', low: true, label: 'Expires', cell: (k) => <Time at={k.expiresAt} /> },
              { id: 'acts', header: 'Actions', hideHeader: true, align: 'acts', cell: (k) => <Button kind="quiet" name={`Delete ${plain(k.name)}`} onClick={() => setPicked(k)}>Delete</Button> },
            ]}
          />
        )}
      </Load>
      {create.open && <CreateKey onClose={create.close} />}
      {picked && (
        <Confirm
          title={`Delete ${plain(picked.name)}`} verb="Delete" open onClose={() => setPicked(undefined)} lead="Programs that use it are refused at once."
          request={{ method: 'DELETE', path: `/api/v2/users/me/api-keys/${picked.id}` }}
          onDone={async () => {
            await changed('api-keys')
            announce('API key deleted')
          }}
        />
      )}
    </Region>
  )
}

const creating = (v: { name: string; days: string }) => ({ method: 'POST', path: '/api/v2/users/me/api-keys', body: { name: v.name.trim(), expiresIn: Number(v.days) * 86_400 } }) as const

function CreateKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<string>()
  const form = useForm({
    initial: { name: '', days: '90' },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', days: /^[1-9]\d{0,3}$/.test(v.days) ? undefined : 'From 1 to 9999' }),
    submit: async (v) => {
      const request = creating(v)
      const { apiKey } = await api<{ apiKey: string }>(request.path, request)
      setMade(apiKey)
      await changed('api-keys')
    },
  })
  if (made !== undefined) {
    return (
      <CopyOnce title="API Key" lead="The server cannot tell it again. Store it now." fields={[{ label: 'API Key', value: made }]} onDone={() => {
        setMade(undefined)
        onClose()
      }} />
    )
  }
  return (
    <Dialog title="Create API Key" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Name" {...form.text('name')} autoFocus maxLength={255} />
        <NumberField label="Days until it ends" {...form.text('days')} min={1} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode {...creating(form.values)} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
