import { api } from '../../api/http.ts'
import { useAsk, type Verdict } from '../../app/ask.ts'
import { changed, useOrgRoles } from '../../api/queries.ts'
import type { OrgIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain, slugOf } from '../../parts/text.ts'
import { IdentityFields, readMetadata, useRefusedRoles, wrongMetadata, type IdentityValues } from './create.tsx'
import { roleOf, roleOptions } from './roles.ts'

export function EditIdentity({ row, onClose }: { row: OrgIdentity; onClose: () => void }) {
  const roles = useOrgRoles()
  const path = `/api/v1/identities/${row.identityId}`
  const refused = useRefusedRoles((role) => ({ method: 'PATCH', path, body: { role } }))
  const verdict = useAsk({ save: { method: 'PATCH', path, body: { name: row.identity.name } } }).save
  const body = (v: IdentityValues) => ({ name: v.name.trim(), hasDeleteProtection: v.protect, metadata: readMetadata(v.metadata), ...(v.role === roleOf(row) ? {} : { role: v.role }) })
  const form = useForm<IdentityValues>({
    name: `edit-identity-${row.identityId}`,
    initial: {
      name: row.identity.name, role: roleOf(row), protect: row.identity.hasDeleteProtection,
      metadata: row.identity.metadata.map((m) => `${m.key}=${m.value}`).join('\n'),
    },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', metadata: wrongMetadata(v.metadata) }),
    submit: async (v) => {
      await api(path, { method: 'PATCH', body: body(v) })
      await changed('identities', 'identity')
      announce('Identity saved')
      onClose()
    },
  })
  return (
    <Dialog title="Edit identity" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <IdentityFields form={form} roles={roleOptions(roles.data, (slug) => (slug === roleOf(row) ? undefined : refused(slug)))} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="PATCH" path={path} body={body(form.values)} terraform={terraform('infisical_identity', slugOf(form.values.name), { name: form.values.name, role: form.values.role, org_id: row.identity.orgId })} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Guarded kind="primary" type="submit" verdict={verdict} busy={form.busy}>Save</Guarded>
        </Foot>
      </form>
    </Dialog>
  )
}

/** DeleteIdentity takes the page's question about it, if the page asked one. */
export function DeleteIdentity({ row, asked, onClose, onGone }: { row: OrgIdentity; asked?: { verdict?: Verdict }; onClose: () => void; onGone?: () => void }) {
  return (
    <Confirm
      resource="infisical_identity"
      title={`Delete ${plain(row.identity.name)}`} verb="Delete" type={row.identity.name} open onClose={onClose}
      lead="Its Client Secrets, tokens and memberships end at once and for ever."
      request={{ method: 'DELETE', path: `/api/v1/identities/${row.identityId}` }} asked={asked}
      onDone={async () => {
        announce('Identity deleted')
        onGone?.()
        await changed('identities')
      }}
    />
  )
}
