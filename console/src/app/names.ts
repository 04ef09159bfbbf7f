import { useParams } from '@tanstack/react-router'

import { useProjects } from '../api/queries.ts'
import { useSession } from './session.ts'

/** useNames says where the page is: in which organization and project. */
export function useNames(): { orgId: string; projectId: string; organization: string; project: string; place: string } {
  const { organizations, orgId } = useSession()
  const params = useParams({ strict: false }) as { orgId?: string; projectId?: string }
  const { data: projects } = useProjects(Boolean(params.projectId))
  const organization = organizations.find((o) => o.id === (params.orgId ?? orgId))?.name ?? ''
  const project = projects?.find((p) => p.id === params.projectId)?.name ?? ''
  return { orgId: params.orgId ?? orgId, projectId: params.projectId ?? '', organization, project, place: project || organization }
}
