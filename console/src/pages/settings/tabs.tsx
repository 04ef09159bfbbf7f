import { Tabs } from '../../app/frame.tsx'
import { useHere } from '../../app/place.ts'

/** OrgSettingsTabs are the two levels of Organization Settings. */
export function OrgSettingsTabs() {
  const { orgId } = useHere()
  const base = `/org/${orgId}/settings`
  return <Tabs label="Organization Settings" items={[{ to: base, text: 'General', current: true }, { to: `${base}/access-control/identities`, text: 'Access Control', current: false }]} />
}

export function OrgAccessTabs() {
  const { orgId } = useHere()
  const settings = `/org/${orgId}/settings`
  const base = `${settings}/access-control`
  return (
    <>
      <Tabs label="Organization Settings" items={[
        { to: settings, text: 'General', current: false }, { to: `${base}/identities`, text: 'Access Control', current: true },
      ]} />
      <Tabs second label="Access Control" items={[
        { to: `${base}/identities`, text: 'Machine Identities' }, { to: `${base}/users`, text: 'Users' }, { to: `${base}/roles`, text: 'Organization Roles' },
      ]} />
    </>
  )
}
