import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { ClientSecret, OrgIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import type { Verdict } from '../../app/ask.ts'
import { useDialog } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { CopyOnce } from '../../parts/Copy.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { NumberField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { useClientSecrets, useMethod } from './queries.ts'
import { secretState, type State } from './states.ts'

export function StateBadge({ state }: { state: State }) {
  const tone = state.word === 'Active' ? 'permitted' : state.word === 'Revoked' ? 'refused' : 'warning'
  return <span><Badge tone={tone}>{state.word}</Badge>{state.at && <> <span className="meta"><Time at={state.at} /></span></>}</span>
}

export function ClientSecrets({ row, verdict }: { row: OrgIdentity; verdict?: Verdict }) {
  const has = row.identity.authMethods.includes('universal-auth')
  const secrets = useClientSecrets(row.identityId, has)
  const create = useDialog('client-secret')
  const [revoking, setRevoking] = useState<ClientSecret>()
  const button = (
    <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict} unless={has ? undefined : 'Client Secrets need Universal Auth: add it under Authentication'} onClick={create.show}>
      Create Client Secret
    </Guarded>
  )
  return (
    <Region title="Client Secrets" actions={button}>
      {!has ? <p className="muted">Client Secrets belong to Universal Auth, which this identity does not have.</p> : (
        <Load query={secrets} level={3}>
          {(rows) => (
            <DataTable
              caption="Client Secrets" rows={rows} rowKey={(s) => s.id} empty={<Empty text="No Client Secret yet" />}
              columns={[
                { id: 'description', header: 'Description', cell: (s) => (s.description ? <Name>{s.description}</Name> : <span className="muted">No description</span>) },
                { id: 'prefix', header: 'Prefix', low: true, cell: (s) => <code>{s.clientSecretPrefix}…</code> },
                { id: 'state', header: 'State', low: true, cell: (s) => <StateBadge state={secretState(s)} /> },
                { id: 'uses', header: 'Uses', align: 'num', low: true, label: 'Uses', cell: (s) => `${s.clientSecretNumUses} / ${s.clientSecretNumUsesLimit || 'unlimited'}` },
                { id: 'used', header: 'Last used', low: true, label: 'Last used', cell: (s) => <Time at={s.lastUsedAt} /> },
                { id: 'expires', header: 'Expires', low: true, label: 'Expires', cell: (s) => <Time at={s.expiresAt} /> },
                { id: 'created', header: 'Created', low: true, label: 'Created', cell: (s) => <Time at={s.createdAt} /> },
                {
                  id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                  cell: (s) => !s.isClientSecretRevoked && <Button kind="quiet" name={`Revoke ${plain(s.description || s.clientSecretPrefix)}`} onClick={() => setRevoking(s)}>Revoke</Button>,
                },
              ]}
            />
          )}
        </Load>
      )}
      {create.open && has && <CreateSecret row={row} onClose={create.close} />}
      {revoking && (
        <Confirm
          title="Revoke Client Secret" verb="Revoke" open onClose={() => setRevoking(undefined)}
          lead={`${plain(revoking.description || revoking.clientSecretPrefix)} logs in no more, and every token that was issued by it ends at once.`}
          request={{ method: 'POST', path: `/api/v1/auth/universal-auth/identities/${row.identityId}/client-secrets/${revoking.id}/revoke` }}
          onDone={async () => {
            await changed('identity')
            announce('Client Secret revoked')
          }}
        />
      )}
    </Region>
  )
}

function CreateSecret({ row, onClose }: { row: OrgIdentity; onClose: () => void }) {
  const settings = useMethod(row.identityId, 'universal-auth')
  const [made, setMade] = useState<string>()
  const path = `/api/v1/auth/universal-auth/identities/${row.identityId}/client-secrets`
  const body = (v: { description: string; ttl: string; uses: string }) => ({ description: v.description.trim(), ttl: Number(v.ttl), numUsesLimit: Number(v.uses) })
  const form = useForm({
    name: `client-secret-${row.identityId}`,
    initial: { description: '', ttl: '0', uses: '0' },
    paths: { numUsesLimit: 'uses' },
    check: (v) => ({
      ttl: /^\d+$/.test(v.ttl) && Number(v.ttl) <= 315_360_000 ? undefined : 'From 0 to 315,360,000 seconds',
      uses: /^\d+$/.test(v.uses) && Number(v.uses) <= 1e9 ? undefined : 'Type a whole number',
    }),
    submit: async (v) => {
      const { clientSecret } = await api<{ clientSecret: string }>(path, { method: 'POST', body: body(v) })
      setMade(clientSecret)
      await changed('identity')
    },
  })
  if (made !== undefined) {
    const clientId = settings.data?.clientId ?? ''
    return (
      <CopyOnce
        title="Client Secret" lead="The server keeps a hash of it and cannot tell it again. Store it now where the application reads it."
        fields={[{ label: 'Client ID', value: clientId }, { label: 'Client Secret', value: made }]}
        curl={{
          label: 'Log in with curl',
          text: `curl -X POST ${location.origin}/api/v1/auth/universal-auth/login \\\n  --data-urlencode clientId=${clientId} \\\n  --data-urlencode clientSecret=${made}`,
        }}
        onDone={() => {
          setMade(undefined)
          onClose()
        }}
      />
    )
  }
  return (
    <Dialog title="Create Client Secret" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Description" {...form.text('description')} autoFocus maxLength={1024} hint="What will use it, so that it can be told from others" />
        <div className="pair">
          <NumberField label="TTL" {...form.text('ttl')} seconds zero="never expires" />
          <NumberField label="Max Number of Uses" {...form.text('uses')} zero="unlimited" />
        </div>
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path={path} body={body(form.values)} terraform={`resource "infisical_identity_universal_auth_client_secret" "this" {\n  identity_id = "${row.identityId}"\n}`} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
