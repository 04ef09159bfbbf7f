import { FolderPlus, Plus, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'

import { asApiError } from '../../api/errors.ts'
import { useProject } from '../../api/queries.ts'
import type { Environment, Project, Secret } from '../../api/types.ts'
import { useAsk } from '../../app/ask.ts'
import { Tabs } from '../../app/frame.tsx'
import { NavLink } from '../../app/nav-link.tsx'
import { useAddress, useDialog, useHere } from '../../app/place.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { TextField } from '../../parts/Field.tsx'
import { Load, Loading } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain } from '../../parts/text.ts'
import { AddSecret, PasteEnv } from './add.tsx'
import { AddFolder } from './folder.tsx'
import { DeleteSecret, EditSecret, MoveSecret, TagSecret, Versions } from './change.tsx'
import { without, withChange, type Changes } from './changes.ts'
import { DraftBar } from './drafts.tsx'
import { useFolders, usePast, useSecrets, type Place } from './queries.ts'
import { AllEnvironments, Imports, OneEnvironment, Past, type Act, type Drafting } from './tables.tsx'

/** mostColumns is how many environments stand side by side. */
const mostColumns = 6

export function Secrets() {
  const { projectId } = useHere()
  const project = useProject(projectId)
  return <Load query={project} page="Secrets">{(p) => <Shown project={p} />}</Load>
}

function Shown({ project }: { project: Project }) {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const path = address.path || '/'
  const chosen = project.environments.find((e) => e.slug === address.env)
  const columns = chosen ? [chosen] : project.environments.slice(0, mostColumns)
  const places = columns.map((e) => ({ projectId: project.id, environment: e.slug, path }))
  const lists = useSecrets(places)
  const folders = useFolders(places)
  const add = useDialog('add')
  const paste = useDialog('paste')
  const folder = useDialog('folder')
  const [act, setAct] = useState<Act>()
  const [changes, setChanges] = useState<Changes>(new Map())
  const drafting: Drafting = { changes, onChange: (c) => setChanges((old) => withChange(old, c)), onUndo: (c) => setChanges((old) => without(old, c)) }
  const asOf = chosen && address.asof && !Number.isNaN(Date.parse(address.asof)) ? new Date(address.asof).toISOString() : ''
  const past = usePast({ projectId: project.id, environment: chosen?.slug ?? '', path }, asOf)
  const search = useDeferredValue(address.search ?? '').toLowerCase()
  const first = places[0]
  const verdict = useAsk({
    add: first && { method: 'POST', path: '/api/v4/secrets/NEW_SECRET', body: { projectId: project.id, environment: first.environment, secretPath: path, secretValue: '' } },
  })
  const base = `/org/${orgId}/project/${project.id}/secrets`
  const sealed = lists.some((l) => l.isError && asApiError(l.error).reasons.some((r) => r.code === 'e2ee_enabled'))
  const names = [...new Set(folders.flatMap((f) => f.data?.map((x) => x.name) ?? []))].sort()
  const match = (s: Secret) => !search || s.secretKey.toLowerCase().includes(search) || s.tags.some((t) => t.slug.includes(search)) || s.secretComment.toLowerCase().includes(search)
  const where = `${chosen?.name ?? 'this project'}:${path}`
  const addButton = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.add} unless={sealed ? 'Clients encrypt the values of this project, so a browser cannot add one' : columns.length ? undefined : 'Add an environment first'} onClick={add.show}>Add Secret</Guarded>
  const empty = search
    ? <Empty text="Nothing matches"><Button onClick={() => change({ search: undefined })}>Clear filters</Button></Empty>
    : <Empty text={`No secrets in ${where}`}>{addButton}<Button onClick={paste.show}>Paste .env</Button></Empty>
  return (
    <Page title="Secrets" lead={project.description ? plain(project.description) : undefined} actions={addButton}>
      <Tabs label="Environments" items={[
        { to: base, text: 'All', search: { path: address.path }, current: !chosen },
        ...project.environments.map((e) => ({ to: base, text: e.name, search: { env: e.slug, path: address.path }, current: chosen?.slug === e.slug })),
      ]} />
      <div className="bar">
        <div className="search">
          <Search aria-hidden />
          <input className="input" type="search" aria-label="Search secrets" placeholder="Search secrets" value={address.search ?? ''} onChange={(e) => change({ search: e.target.value })} />
        </div>
        <span className="grow" />
        {chosen && !sealed && <div className="inline"><TextField label="As of" type="datetime-local" value={address.asof ?? ''} onChange={(asof) => change({ asof })} /></div>}
        <Button onClick={paste.show}>Paste .env</Button>
        <Button icon={<FolderPlus aria-hidden />} onClick={folder.show}>Add Folder</Button>
      </div>
      <DraftBar changes={changes} onChanges={setChanges} environments={project.environments} />
      <Path path={path} base={base} env={chosen?.slug} folders={names} />
      {sealed ? (
        <div className="note">
          <h2>Encrypted end to end: values are readable by its clients alone</h2>
          <p>The server holds ciphertext and hands it to the clients that hold the project's key.</p>
          <p><NavLink to={`/org/${orgId}/project/${project.id}/settings`} current={false}>End-to-end encryption</NavLink></p>
        </div>
      ) : columns.length === 0 ? <div className="tablebox"><Empty text="No environments yet: add one under Project Settings" /></div>
        : lists.some((l) => l.isPending) ? <Loading />
        : chosen && asOf ? (
          <>
            <div className="note"><p>The folder as it was. <Button kind="quiet" onClick={() => change({ asof: undefined })}>Back to now</Button></p></div>
            <Load query={past}>{(l) => <Past secrets={l.secrets.filter(match)} empty={<Empty text={`Nothing was in ${where} then`} />} />}</Load>
          </>
        ) : chosen ? (
          <>
            {lists[0].isError ? <Refusal error={lists[0].error} retry={() => void lists[0].refetch()} />
              : <OneEnvironment place={places[0]} secrets={lists[0].data?.secrets.filter(match) ?? []} onAct={setAct} empty={empty} drafting={drafting} />}
            <Imports imports={lists[0].data?.imports ?? []} />
          </>
        ) : (
          <>
            <AllEnvironments environments={columns} places={places} lists={lists.map((l) => ({ error: l.error, secrets: l.data?.secrets.filter(match) ?? [] }))} onAct={setAct} empty={empty} drafting={drafting} />
            {project.environments.length > columns.length && <p className="meta">{project.environments.length - columns.length} more environments: open each by its link above</p>}
          </>
        )}
      {add.open && <AddSecret place={{ projectId: project.id, environment: chosen?.slug ?? '', path }} environments={project.environments} choose={!chosen} initial={{ key: '', environments: chosen ? [chosen.slug] : project.environments.slice(0, 1).map((e) => e.slug) }} onClose={add.close} />}
      {paste.open && <PasteEnv place={{ projectId: project.id, environment: chosen?.slug ?? '', path }} environments={project.environments} onClose={paste.close} />}
      {folder.open && <AddFolder place={{ projectId: project.id, environment: chosen?.slug ?? '', path }} environments={project.environments} onClose={folder.close} />}
      {act && <Acting act={act} environments={project.environments} onClose={() => setAct(undefined)} />}
    </Page>
  )
}

function Path({ path, base, env, folders }: { path: string; base: string; env?: string; folders: string[] }) {
  const parts = path.split('/').filter(Boolean)
  if (parts.length === 0 && folders.length === 0) return null
  return (
    <nav className="bar folders" aria-label="Folder path">
      <NavLink to={base} search={{ env }} current={parts.length === 0}>/</NavLink>
      {parts.map((part, i) => <NavLink key={i} to={base} search={{ env, path: '/' + parts.slice(0, i + 1).join('/') }} current={i === parts.length - 1}>{`${plain(part)}/`}</NavLink>)}
      {folders.length > 0 && <span className="muted" aria-hidden="true">›</span>}
      {folders.map((name) => <NavLink key={name} to={base} search={{ env, path: `${path === '/' ? '' : path}/${name}` }} current={false}>{`${plain(name)}/`}</NavLink>)}
    </nav>
  )
}

function Acting({ act, environments, onClose }: { act: Act; environments: Environment[]; onClose: () => void }) {
  const props: { place: Place; secret: Secret; onClose: () => void } | undefined = act.secret && { place: act.place, secret: act.secret, onClose }
  switch (act.what) {
    case 'add':
      return <AddSecret place={act.place} environments={environments} choose={false} initial={{ key: act.key, environments: [act.place.environment] }} onClose={onClose} />
    case 'edit':
      return props && <EditSecret {...props} />
    case 'versions':
      return props && <Versions {...props} />
    case 'tags':
      return props && <TagSecret {...props} />
    case 'move':
      return props && <MoveSecret {...props} environments={environments} />
    case 'delete':
      return props && <DeleteSecret {...props} />
  }
}
