import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'

import { asApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import { useProjects } from '../../api/queries.ts'
import type { Project, Summary } from '../../api/types.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { Guarded } from '../../parts/Button.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { RowLink } from '../../parts/RowLink.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page, Region } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'
import { InForce } from '../policy/in-force.tsx'
import { countByCode } from '../policy/queries.ts'
import { AddProject } from './add-project.tsx'

export function Overview() {
  const { orgId } = useHere()
  const projects = useProjects()
  const dialog = useDialog('add-project')
  const verdict = useAsk({ create: { method: 'POST', path: '/api/v2/workspace', body: { projectName: 'New project', endToEndEncrypted: false } } })
  const add = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.create} onClick={dialog.show}>Add New Project</Guarded>
  const none = projects.data?.length === 0
  return (
    <Page title="Organization Overview" actions={add}>
      <Load query={projects}>
        {(rows) => (
          <DataTable
            caption="Projects" columns={columns(orgId)} rows={rows} rowKey={(p) => p.id}
            empty={<Walkthrough orgId={orgId} />}
            foot={<span>{plural(rows.length, 'project')}</span>}
          />
        )}
      </Load>
      {none ? null : (
        <div className="columns">
          <InForce title="Policy" />
          <Refusals orgId={orgId} />
        </div>
      )}
      {dialog.open && <AddProject onClose={dialog.close} />}
    </Page>
  )
}

const columns = (orgId: string): Column<Project>[] => [
  { id: 'name', header: 'Name', sort: (a, b) => a.name.localeCompare(b.name), cell: (p) => <RowLink to={`/org/${orgId}/project/${p.id}/secrets`}><Name>{p.name}</Name></RowLink> },
  { id: 'environments', header: 'Environments', low: true, cell: (p) => p.environments.map((e) => e.name).join(', ') || '–' },
  { id: 'description', header: 'Description', low: true, cell: (p) => <span className="muted"><Name>{p.description ?? ''}</Name></span> },
  { id: 'updated', header: 'Updated', low: true, label: 'Updated', sort: (a, b) => a.updatedAt.localeCompare(b.updatedAt), cell: (p) => <Time at={p.updatedAt} /> },
]

function Walkthrough({ orgId }: { orgId: string }) {
  return (
    <Empty text="No projects yet">
      <ol className="steps">
        <li><span><Link to="/org/$orgId" params={{ orgId }} search={{ dialog: 'add-project' } as never}>Add a project</Link> and a secret in it</span></li>
        <li><span><Link to="/org/$orgId/settings/access-control/identities" params={{ orgId }} search={{ dialog: 'create' } as never}>Create a machine identity</Link> for what reads the secret</span></li>
        <li><span>Make a Client Secret on <Link to="/org/$orgId/settings/access-control/identities" params={{ orgId }}>the identity's page</Link></span></li>
        <li><span>Add the identity to the project, under Project Settings, Access Control</span></li>
      </ol>
    </Empty>
  )
}

function Refusals({ orgId }: { orgId: string }) {
  const query = useQuery({
    queryKey: ['refusals', orgId],
    retry: false,
    queryFn: ({ signal }) => {
      const to = new Date()
      return api<Summary>('/api/v1/authz/decisions/summary', {
        signal, query: { from: new Date(to.getTime() - 3600_000).toISOString(), to: to.toISOString(), bucket: 3600, by: 'code' },
      })
    },
  })
  return (
    <Region title="Refusals">
      {query.isError && asApiError(query.error).status === 403 ? <Refusal error={query.error} level={3} />
        : query.isError ? <p className="muted">The last hour: not available</p>
        : <Load query={query} level={3}>{(s) => <ByCode orgId={orgId} summary={s} />}</Load>}
    </Region>
  )
}

function ByCode({ orgId, summary }: { orgId: string; summary: Summary }) {
  const rows = [...countByCode(summary)].sort((a, b) => b[1] - a[1]).slice(0, 10)
  const most = rows[0]?.[1] ?? 1
  return (
    <figure aria-label="Refusals of the last hour by reason code">
      <figcaption className="meta">The last hour, by reason code</figcaption>
      <DataTable
        caption="Refusals" rows={rows} rowKey={([code]) => code}
        columns={[
          { id: 'code', header: 'Reason', cell: ([code]) => <RowLink to={`/org/${orgId}/decisions`} search={{ outcome: 'refused', code }}><code>{code}</code></RowLink> },
          { id: 'bar', header: 'Share', cell: ([, n]) => <div className="meter" style={{ width: `${Math.max(2, (n / most) * 100)}%` }} role="presentation" />, low: true },
          { id: 'n', header: 'Refusals', align: 'num', cell: ([, n]) => n.toLocaleString('en') },
        ]}
        empty={<Empty text="No refusals in the last hour" />}
      />
    </figure>
  )
}
