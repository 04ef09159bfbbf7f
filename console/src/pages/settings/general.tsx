import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { refreshOrganizations, start, useSession } from '../../app/session.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Id } from '../../parts/Values.tsx'
import { SubmitButton } from '../project/settings.tsx'
import { OrgSettingsTabs } from './tabs.tsx'

export function OrganizationSettings() {
  const { orgId } = useHere()
  const { organizations } = useSession()
  const organization = organizations.find((o) => o.id === orgId)
  return organization ? <Shown key={organization.name + organization.slug} name={organization.name} slug={organization.slug} /> : null
}

function Shown({ name, slug }: { name: string; slug: string }) {
  const { orgId } = useHere()
  const navigate = useNavigate()
  const remove = useDialog('delete')
  const path = `/api/v1/organization/${orgId}`
  const verdict = useAsk({ save: { method: 'PATCH', path, body: { name } }, delete: { method: 'DELETE', path: `/api/v2/organizations/${orgId}` } })
  const form = useForm({
    name: `organization-${orgId}`,
    initial: { name, slug },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', slug: /^[a-z0-9-]+$/.test(v.slug) ? undefined : 'Small letters, digits and hyphens' }),
    submit: async (v) => {
      await api(path, { method: 'PATCH', body: { name: v.name.trim(), slug: v.slug } })
      await refreshOrganizations()
      announce('Organization saved')
    },
  })
  return (
    <Page title="Organization Settings" actions={<Guarded kind="danger" verdict={verdict.delete} onClick={remove.show}>Delete organization</Guarded>}>
      <OrgSettingsTabs />
      <form className="form narrow" onSubmit={form.onSubmit} noValidate>
        <TextField label="Organization name" {...form.text('name')} maxLength={64} />
        <TextField label="Slug" {...form.text('slug')} className="code" spellCheck={false} maxLength={64} />
        {form.error && <Refusal error={form.error} />}
        <div className="bar"><SubmitButton verdict={verdict.save} busy={form.busy} /></div>
        <dl className="dl"><dt>Organization ID</dt><dd><Id value={orgId} name="organization ID" /></dd></dl>
        <AsCode method="PATCH" path={path} body={form.values} />
      </form>
      {remove.open && (
        <Confirm
          title="Delete organization" verb="Delete" type={slug} open onClose={remove.close} lead="Its projects, secrets, identities, roles and memberships go for ever."
          request={{ method: 'DELETE', path: `/api/v2/organizations/${orgId}` }}
          onDone={async () => {
            await start()
            await navigate({ to: '/', replace: true })
          }}
        />
      )}
    </Page>
  )
}
