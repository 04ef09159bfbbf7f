import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { changed, useOrgRoles } from '../../api/queries.ts'
import type { Identity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk, type Question } from '../../app/ask.ts'
import { useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { SwitchField, TextArea, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { slugOf } from '../../parts/text.ts'
import { roleOptions } from './roles.ts'

export interface IdentityValues {
  name: string
  role: string
  protect: boolean
  metadata: string
}

/** readMetadata reads key=value, one a line. */
export function readMetadata(text: string): { key: string; value: string }[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [key, ...value] = line.split('=')
    return { key: key.trim(), value: value.join('=').trim() }
  })
}

export function wrongMetadata(text: string): string | undefined {
  return text.split('\n').some((line) => line.trim() && !/^[^=]+=/.test(line)) ? 'Write key=value, one a line' : undefined
}

/** useRefusedRoles asks which roles one may not hand out. */
export function useRefusedRoles(question: (role: string) => Question): (slug: string) => string | undefined {
  const roles = useOrgRoles()
  const verdicts = useAsk(Object.fromEntries((roles.data ?? []).map((r) => [r.slug, question(r.slug)])))
  return (slug) => {
    const verdict = verdicts[slug]
    if (!verdict || verdict.permitted) return undefined
    const missing = verdict.missingPermissions?.slice(0, 3).map((m) => `${m.action} ${m.subject}`).join(', ')
    return verdict.reasons.map((r) => r.message).join('. ') + (missing ? `: ${missing}` : '')
  }
}

export function CreateIdentity({ onClose }: { onClose: () => void }) {
  const { orgId } = useHere()
  const navigate = useNavigate()
  const roles = useOrgRoles()
  const body = (v: IdentityValues) => ({
    name: v.name.trim(), organizationId: orgId, role: v.role, hasDeleteProtection: v.protect, metadata: readMetadata(v.metadata),
  })
  const refused = useRefusedRoles((role) => ({ method: 'POST', path: '/api/v1/identities', body: { name: 'New identity', organizationId: orgId, role } }))
  const form = useForm<IdentityValues>({
    name: 'create-identity',
    initial: { name: '', role: 'no-access', protect: false, metadata: '' },
    paths: { hasDeleteProtection: 'protect' },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', metadata: wrongMetadata(v.metadata), role: refused(v.role) }),
    submit: async (v) => {
      const { identity } = await api<{ identity: Identity }>('/api/v1/identities', { method: 'POST', body: body(v) })
      await changed('identities')
      announce(`Identity ${identity.name} created`)
      await navigate({ to: '/org/$orgId/settings/access-control/identities/$identityId', params: { orgId, identityId: identity.id }, search: { dialog: 'universal-auth' } as never })
    },
  })
  return (
    <Dialog title="Create identity" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <IdentityFields form={form} roles={roleOptions(roles.data, refused)} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode
          method="POST" path="/api/v1/identities" body={body(form.values)}
          terraform={terraform('infisical_identity', slugOf(form.values.name), { name: form.values.name, role: form.values.role, org_id: orgId })}
        />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

export function IdentityFields({ form, roles }: { form: ReturnType<typeof useForm<IdentityValues>>; roles: ReturnType<typeof roleOptions> }) {
  return (
    <>
      <TextField label="Name" {...form.text('name')} autoFocus maxLength={255} />
      <Combobox label="Role" value={form.values.role} onChange={(role) => form.set('role', role)} options={roles} wrong={form.wrong.role} hint="In the organization; roles in projects come with its memberships" />
      <SwitchField label="Delete protection" checked={form.values.protect} onChange={(v) => form.set('protect', v)} hint="Refuses to delete the identity until it is switched off" />
      <details className="disc" open={form.values.metadata !== ''}>
        <summary>Metadata</summary>
        <div className="in"><TextArea label="Metadata, key=value, one a line" {...form.text('metadata')} /></div>
      </details>
    </>
  )
}
