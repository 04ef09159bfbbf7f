import { Tabs } from '../../app/frame.tsx'
import { usePath } from '../../app/nav-link.tsx'
import { useHere } from '../../app/place.ts'

/** ProjectTabs are the two levels of Project Settings. */
export function ProjectTabs() {
  const { orgId, projectId } = useHere()
  const path = usePath()
  const base = `/org/${orgId}/project/${projectId}/settings`
  const access = `${base}/access-control`
  const inAccess = path.startsWith(access)
  return (
    <>
      <Tabs label="Project Settings" items={[
        { to: base, text: 'General', current: path === base },
        { to: `${base}/environments`, text: 'Environments' },
        { to: `${access}/identities`, text: 'Access Control', current: inAccess },
      ]} />
      {inAccess && (
        <Tabs second label="Access Control" items={[
          { to: `${access}/identities`, text: 'Machine Identities' }, { to: `${access}/users`, text: 'Users' }, { to: `${access}/roles`, text: 'Project Roles' },
          { to: `${access}/trusted-ips`, text: 'Trusted IPs' }, { to: `${access}/service-tokens`, text: 'Service Tokens' },
        ]} />
      )}
    </>
  )
}
