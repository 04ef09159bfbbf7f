import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import { useAddress } from '../../app/place.ts'
import { Load } from '../../parts/Load.tsx'
import { SelectField, TextField } from '../../parts/Field.tsx'
import { Empty } from '../../parts/Page.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { useProjects } from '../../api/queries.ts'
import { ChooseIdentity, ChooseUser } from './choosers.tsx'
import { EffectiveTree } from './effective.tsx'
import { actions, grantWord, kindWords } from './matrix.ts'
import { Typed } from './review.tsx'

interface Who {
  subjects: { type: string; id: string; name: string; grants: string }[]
  complete: boolean
}

/** WhoCan lists who may do one thing. */
export function WhoCan() {
  const [address, change] = useAddress()
  const projects = useProjects()
  const environments = projects.data?.find((p) => p.id === address.project)?.environments ?? []
  const environment = address.env ?? environments[0]?.slug
  const query = { action: address.action ?? 'readValue', resource: 'secrets', projectId: address.project, environment, secretPath: address.path || '/', secretName: address.name, ip: address.ip }
  const found = useQuery({ queryKey: ['who-can', query], enabled: Boolean(environment), queryFn: ({ signal }) => api<Who>('/api/v1/authz/who-can', { signal, query }) })
  return (
    <>
      <div className="pair section" role="group" aria-label="What is asked">
        <SelectField label="Action" value={query.action} onChange={(action) => change({ action })} options={actions.map((a) => ({ value: a, label: a }))} />
        <SelectField label="Environment" value={environment ?? ''} onChange={(env) => change({ env })} options={environments.map((e) => ({ value: e.slug, label: plain(e.name) }))} />
        <Typed label="Folder" name="path" hint="The root where it is empty" />
        <Typed label="Secret" name="name" hint="None: any secret there" />
        <Typed label="Address" name="ip" hint="None: no address is known" />
      </div>
      <Load query={found}>
        {(w) => (
          <div className="section">
            {!w.complete && <Incomplete />}
            <DataTable
              caption="Who can" rows={w.subjects} rowKey={(s) => s.type + s.id} empty={<Empty text="No subject that you may see can do it" />} foot={<span>{plural(w.subjects.length, 'subject')}</span>}
              columns={[
                { id: 'name', header: 'Name', cell: (s) => <Name>{s.name || s.id}</Name>, sort: (a, b) => a.name.localeCompare(b.name) },
                { id: 'type', header: 'Kind', low: true, cell: (s) => kindWords[s.type] ?? s.type, sort: (a, b) => a.type.localeCompare(b.type) },
                { id: 'grants', header: 'Grants', low: true, cell: (s) => <Grants text={s.grants} /> },
              ]}
            />
          </div>
        )}
      </Load>
    </>
  )
}

export function Grants({ text }: { text: string }) {
  return <span className="wrap">{text.split(' ').filter(Boolean).map((g) => plain(grantWord(g))).join(', ') || '–'}</span>
}

export function Incomplete() {
  return <div className="note warning" role="status"><p>Not complete: the policy gave no answer to some question, there is more than is listed, or a subject holds more than you and is not shown.</p></div>
}

/** WhatCan is everything that one subject may do in the project. */
export function WhatCan() {
  const [address, change] = useAddress()
  const kind = address.kind ?? 'identity'
  const choose = { label: 'Subject', value: address.subject ?? '', onChange: (subject: string) => change({ subject }) }
  return (
    <>
      <div className="pair section" role="group" aria-label="Who is asked about">
        <SelectField label="Kind" value={kind} onChange={(next) => change({ kind: next, subject: undefined })} options={Object.entries(kindWords).map(([value, label]) => ({ value, label }))} />
        {kind === 'identity' ? <ChooseIdentity {...choose} /> : kind === 'user' ? <ChooseUser {...choose} /> : <TextField {...choose} className="code" spellCheck={false} hint="The id of the service token" />}
      </div>
      {address.subject ? <EffectiveTree type={kind} id={address.subject} project={address.project} /> : <div className="tablebox section"><Empty text="Choose a subject" /></div>}
    </>
  )
}
