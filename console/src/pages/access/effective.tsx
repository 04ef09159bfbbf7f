import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { useProjects } from '../../api/queries.ts'
import { Button } from '../../parts/Button.tsx'
import { Load } from '../../parts/Load.tsx'
import { Empty, Region } from '../../parts/Page.tsx'
import { Name, Time } from '../../parts/Values.tsx'
import { middle, plain, plural } from '../../parts/text.ts'
import { byPlace, type Permitted } from './places.ts'
import { Grants, Incomplete } from './who.tsx'

interface What {
  permitted: Permitted[]
  complete: boolean
  assumed: { time: string }
}

/** EffectiveAccess is the region of a page about one subject. It asks only once it is opened: the answer takes many decisions. */
export function EffectiveAccess({ type, id, of }: { type: string; id: string; of?: string }) {
  const [asked, setAsked] = useState(false)
  return (
    <Region title="Effective access">
      {of && <p><Name>{of}</Name></p>}
      {asked ? <EffectiveTree type={type} id={id} /> : <div className="bar"><Button onClick={() => setAsked(true)}>Show effective access</Button><span className="meta">What the policy permits, everywhere in the organization</span></div>}
    </Region>
  )
}

/** EffectiveTree is what a subject may do, by project, environment and folder, and action, each with its grant. */
export function EffectiveTree({ type, id, project }: { type: string; id: string; project?: string }) {
  const projects = useProjects()
  const query = { subjectType: type, subjectId: id, projectId: project }
  const found = useQuery({ queryKey: ['what-can', query], retry: false, queryFn: ({ signal }) => api<What>('/api/v1/authz/what-can', { signal, query }) })
  const name = (projectId: string) => (projectId ? projects.data?.find((p) => p.id === projectId)?.name ?? middle(projectId) : 'The organization')
  return (
    <Load query={found} level={3}>
      {(w) => (
        <div className="section">
          {!w.complete && <Incomplete />}
          {w.permitted.length === 0 && <div className="tablebox"><Empty text="The policy permits nothing" /></div>}
          {byPlace(w.permitted).map((place) => (
            <details key={place.projectId} className="tree" open={Boolean(project)}>
              <summary><Name>{name(place.projectId)}</Name> <span className="meta">{plural(place.count, 'permission')}</span></summary>
              {place.folders.map((folder) => (
                <details key={folder.where} className="tree">
                  <summary>{folder.where ? <code>{plain(folder.where)}</code> : 'Without a folder'} <span className="meta">{plural(folder.permitted.length, 'permission')}</span></summary>
                  <ul>{folder.permitted.map((p) => <li key={p.resource + p.action}><code>{p.resource}</code>: <code>{p.action}</code> <span className="meta">by <Grants text={p.grants} /></span></li>)}</ul>
                </details>
              ))}
            </details>
          ))}
          <p className="meta">Assumed: a good credential and an address that is not known · as of <Time at={w.assumed.time} /></p>
        </div>
      )}
    </Load>
  )
}
