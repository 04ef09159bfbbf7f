import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { AccessToken, OrgIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import type { Verdict } from '../../app/ask.ts'
import { useDialog } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { CopyOnce } from '../../parts/Copy.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Later } from '../../parts/Later.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { middle, plain } from '../../parts/text.ts'
import { StateBadge } from './client-secrets.tsx'
import { useTokens } from './queries.ts'
import { tokenEnd, tokenState } from './states.ts'

export function Tokens({ row, verdict }: { row: OrgIdentity; verdict?: Verdict }) {
  const has = row.identity.authMethods.includes('token-auth')
  const create = useDialog('token')
  const [revoking, setRevoking] = useState<AccessToken>()
  return (
    <Region
      title="Tokens"
      actions={<Guarded icon={<Plus aria-hidden />} verdict={verdict} unless={has ? undefined : 'Tokens made by hand need Token Auth: add it under Authentication'} onClick={create.show}>Create Token</Guarded>}
    >
      {!has ? <p className="muted">Tokens made by hand belong to Token Auth, which this identity does not have.</p> : (
        <Later><Made row={row} revoke={setRevoking} /></Later>
      )}
      {create.open && has && <CreateToken row={row} onClose={create.close} />}
      {revoking && (
        <Confirm
          title="Revoke token" verb="Revoke" open onClose={() => setRevoking(undefined)} lead={`${plain(revoking.name || middle(revoking.id))} is refused from the next request on.`}
          request={{ method: 'POST', path: `/api/v1/auth/token-auth/tokens/${revoking.id}/revoke` }}
          onDone={async () => {
            await changed('identity')
            announce('Token revoked')
          }}
        />
      )}
    </Region>
  )
}

function Made({ row, revoke }: { row: OrgIdentity; revoke: (token: AccessToken) => void }) {
  const tokens = useTokens(row.identityId, true)
  return (
    <Load query={tokens} level={3}>
      {(rows) => (
        <DataTable
          caption="Tokens" rows={rows} rowKey={(t) => t.id} empty={<Empty text="No token yet" />}
          columns={[
            { id: 'name', header: 'Name', cell: (t) => (t.name ? <Name>{t.name}</Name> : <span className="muted">No name</span>) },
            { id: 'state', header: 'State', low: true, cell: (t) => <StateBadge state={tokenState(t)} /> },
            { id: 'uses', header: 'Uses', align: 'num', low: true, label: 'Uses', cell: (t) => `${t.accessTokenNumUses} / ${t.accessTokenNumUsesLimit || 'unlimited'}` },
            { id: 'used', header: 'Last used', low: true, label: 'Last used', cell: (t) => <Time at={t.accessTokenLastUsedAt} /> },
            { id: 'renewed', header: 'Renewed', low: true, label: 'Renewed', cell: (t) => <Time at={t.accessTokenLastRenewedAt} /> },
            { id: 'expires', header: 'Expires', low: true, label: 'Expires', cell: (t) => <Time at={tokenEnd(t)} /> },
            {
              id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
              cell: (t) => !t.isAccessTokenRevoked && <Button kind="quiet" name={`Revoke ${plain(t.name || middle(t.id))}`} onClick={() => revoke(t)}>Revoke</Button>,
            },
          ]}
        />
      )}
    </Load>
  )
}

function CreateToken({ row, onClose }: { row: OrgIdentity; onClose: () => void }) {
  const [made, setMade] = useState<string>()
  const path = `/api/v1/auth/token-auth/identities/${row.identityId}/tokens`
  const form = useForm({
    name: `token-${row.identityId}`,
    initial: { name: '' },
    submit: async (v) => {
      const { accessToken } = await api<{ accessToken: string }>(path, { method: 'POST', body: { name: v.name.trim() || undefined } })
      setMade(accessToken)
      await changed('identity')
    },
  })
  if (made !== undefined) {
    return (
      <CopyOnce
        title="Token" lead="The server cannot tell it again. Store it now where the application reads it."
        fields={[{ label: 'Access Token', value: made }]}
        curl={{ label: 'Try it with curl', text: `curl -H "Authorization: Bearer ${made}" ${location.origin}/api/v1/workspace` }}
        onDone={() => {
          setMade(undefined)
          onClose()
        }}
      />
    )
  }
  return (
    <Dialog title="Create Token" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Name" {...form.text('name')} autoFocus maxLength={255} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path={path} body={{ name: form.values.name }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
