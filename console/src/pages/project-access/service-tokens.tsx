import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { ServiceToken } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { NavLink } from '../../app/nav-link.tsx'
import { useHere } from '../../app/place.ts'
import { Button } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { ProjectTabs } from '../project/tabs.tsx'

export function ServiceTokens() {
  const { orgId, projectId } = useHere()
  const list = useQuery({
    queryKey: ['service-tokens', projectId],
    queryFn: async ({ signal }) => (await api<{ serviceTokenData: ServiceToken[] }>(`/api/v1/workspace/${projectId}/service-token-data`, { signal })).serviceTokenData,
  })
  const [picked, setPicked] = useState<ServiceToken>()
  return (
    <Page
      title="Service Tokens"
      lead={<>Deprecated: they hang on the person who made them. Use <NavLink to={`/org/${orgId}/settings/access-control/identities`} current={false}>machine identities</NavLink> instead; here they are listed and ended.</>}
    >
      <ProjectTabs />
      <Load query={list}>
        {(rows) => (
          <DataTable
            caption="Service Tokens" rows={rows} rowKey={(t) => t.id} empty={<Empty text="No service tokens in this project" />}
            columns={[
              { id: 'name', header: 'Name', cell: (t) => <Name>{t.name}</Name> },
              { id: 'scopes', header: 'Scopes', low: true, cell: (t) => t.scopes.map((s) => `${s.environment}:${s.secretPath}`).join(', ') },
              { id: 'permissions', header: 'Permissions', low: true, cell: (t) => t.permissions.join(', ') },
              { id: 'expires', header: 'Expires', low: true, label: 'Expires', cell: (t) => <Time at={t.expiresAt} /> },
              { id: 'acts', header: 'Actions', hideHeader: true, align: 'acts', cell: (t) => <Button kind="quiet" name={`Delete ${plain(t.name)}`} onClick={() => setPicked(t)}>Delete</Button> },
            ]}
          />
        )}
      </Load>
      {picked && (
        <Confirm
          title={`Delete ${plain(picked.name)}`} verb="Delete" open onClose={() => setPicked(undefined)} lead="Programs that use it are refused at once."
          request={{ method: 'DELETE', path: `/api/v2/service-token/${picked.id}` }}
          onDone={async () => {
            await changed('service-tokens')
            announce('Service token deleted')
          }}
        />
      )}
    </Page>
  )
}
