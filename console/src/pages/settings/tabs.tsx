import { Tabs } from '../../app/frame.tsx'
import { useHere } from '../../app/place.ts'

export function OrgAccessTabs() {
  const { orgId } = useHere()
  return <Tabs label="Access Control" items={[{ to: `/org/${orgId}/settings/access-control/identities`, text: 'Machine Identities' }]} />
}
