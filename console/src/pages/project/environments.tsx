import { ArrowDown, ArrowUp, Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, useProject } from '../../api/queries.ts'
import type { Environment, Project } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { plain, slugOf } from '../../parts/text.ts'
import { ProjectTabs } from './tabs.tsx'

export function Environments() {
  const { projectId } = useHere()
  const project = useProject(projectId)
  return <Load query={project} page="Environments">{(p) => <Shown project={p} />}</Load>
}

/** moving is the request that puts an environment at a place, from 1. */
const moving = (path: string, id: string, position: number) => ({ method: 'PATCH', path: `${path}/${id}`, body: { position } }) as const

function Shown({ project }: { project: Project }) {
  const add = useDialog('add')
  const [picked, setPicked] = useState<{ what: 'rename' | 'delete'; env: Environment }>()
  const path = `/api/v1/workspace/${project.id}/environments`
  const verdict = useAsk<string>({
    add: { method: 'POST', path, body: { name: 'New', slug: 'new-environment' } },
    ...Object.fromEntries(project.environments.flatMap((e) => [
      [`edit ${e.id}`, { method: 'PATCH', path: `${path}/${e.id}`, body: { name: e.name } }], [`delete ${e.id}`, { method: 'DELETE', path: `${path}/${e.id}` }],
    ])),
  })
  const [moved, setMoved] = useState(() => moving(path, project.environments[0]?.id ?? '', 2))
  const move = async (env: Environment, position: number) => {
    const request = moving(path, env.id, position)
    setMoved(request)
    await api(request.path, request).then(() => announce(`${env.name} is at place ${position}`), (e) => announce(e.message))
    await changed('project', 'projects')
  }
  const button = <Guarded kind="primary" icon={<Plus aria-hidden />} verdict={verdict.add} onClick={add.show}>Add environment</Guarded>
  return (
    <Page title="Environments" actions={button}>
      <ProjectTabs />
      <DataTable
        caption="Environments" rows={project.environments} rowKey={(e) => e.id} empty={<Empty text="No environments yet">{button}</Empty>}
        columns={[
          { id: 'name', header: 'Name', cell: (e) => <Name>{e.name}</Name> },
          { id: 'slug', header: 'Slug', low: true, cell: (e) => <code>{e.slug}</code> },
          {
            id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
            cell: (e) => {
              const i = project.environments.indexOf(e)
              return (
                <>
                  <Guarded kind="icon" name={`Move ${plain(e.name)} up`} icon={<ArrowUp aria-hidden />} verdict={verdict[`edit ${e.id}`]} unless={i === 0 ? 'It is the first' : undefined} onClick={() => void move(e, i)} />
                  <Guarded kind="icon" name={`Move ${plain(e.name)} down`} icon={<ArrowDown aria-hidden />} verdict={verdict[`edit ${e.id}`]} unless={i === project.environments.length - 1 ? 'It is the last' : undefined} onClick={() => void move(e, i + 2)} />
                  <Menu
                    trigger={<Button kind="icon" name={`More for ${plain(e.name)}`} icon={<Ellipsis aria-hidden />} />}
                    items={[
                      { label: 'Edit', verdict: verdict[`edit ${e.id}`], onSelect: () => setPicked({ what: 'rename', env: e }) },
                      { label: 'Delete', danger: true, verdict: verdict[`delete ${e.id}`], onSelect: () => setPicked({ what: 'delete', env: e }) },
                    ]}
                  />
                </>
              )
            },
          },
        ]}
      />
      {project.environments.length > 1 && <div className="section"><AsCode {...moved} /></div>}
      {add.open && <EnvironmentForm title="Add environment" verb="Add" method="POST" path={path} project={project} onClose={add.close} />}
      {picked?.what === 'rename' && <EnvironmentForm title={`Edit ${plain(picked.env.name)}`} verb="Save" method="PATCH" path={`${path}/${picked.env.id}`} project={project} env={picked.env} onClose={() => setPicked(undefined)} />}
      {picked?.what === 'delete' && (
        <Confirm
          resource="infisical_project_environment"
          title={`Delete ${plain(picked.env.name)}`} verb="Delete" type={picked.env.slug} open onClose={() => setPicked(undefined)} lead="Its folders and secrets go for ever."
          request={{ method: 'DELETE', path: `${path}/${picked.env.id}` }} asked={{ verdict: verdict[`delete ${picked.env.id}`] }}
          onDone={async () => {
            await changed('project', 'projects', 'secrets')
            announce('Environment deleted')
          }}
        />
      )}
    </Page>
  )
}

interface FormProps {
  title: string
  verb: string
  method: 'POST' | 'PATCH'
  path: string
  project: Project
  env?: Environment
  onClose: () => void
}

function EnvironmentForm({ title, verb, method, path, project, env, onClose }: FormProps) {
  const [own, setOwn] = useState(Boolean(env))
  const form = useForm({
    initial: { name: env?.name ?? '', slug: env?.slug ?? '' },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', slug: /^[a-z0-9-]+$/.test(v.slug) ? undefined : 'Small letters, digits and hyphens' }),
    submit: async (v) => {
      await api(path, { method, body: { name: v.name.trim(), slug: v.slug } })
      await changed('project', 'projects')
      announce('Environment saved')
      onClose()
    },
  })
  const name = form.text('name')
  return (
    <Dialog title={title} open onClose={onClose} lead={env ? 'A new slug moves every secret of the environment: clients ask for the slug.' : undefined}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField
          label="Name" {...name} autoFocus
          onChange={(v) => (own ? form.set('name', v) : form.setMany({ name: v, slug: slugOf(v) }))}
        />
        <TextField label="Slug" {...form.text('slug')} className="code" spellCheck={false} onChange={(v) => {
          setOwn(true)
          form.set('slug', v)
        }} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method={method} path={path} body={form.values} terraform={terraform('infisical_project_environment', form.values.slug, { name: form.values.name, slug: form.values.slug, project_id: project.id })} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>{verb}</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
