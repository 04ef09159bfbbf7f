import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { changed, useProject } from '../../api/queries.ts'
import type { Project } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { NumberField, SwitchField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Page } from '../../parts/Page.tsx'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform, type Request } from '../../parts/request.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { Id } from '../../parts/Values.tsx'
import { Encryption } from './encryption.tsx'
import { ProjectTabs } from './tabs.tsx'

export function ProjectSettings() {
  const { projectId } = useHere()
  const project = useProject(projectId)
  return <Load query={project} page="Project Settings">{(p) => <Shown key={p.updatedAt} project={p} />}</Load>
}

interface Values {
  name: string
  description: string
  protect: boolean
  versions: string
  retention: string
}

/** saving are the requests that settings take: the bounds have routes of their own, and are sent where they changed. */
function saving(project: Project, v: Values): Request[] {
  const bound = (what: string, body: object): Request => ({ method: 'PUT', path: `/api/v1/workspace/${project.slug}/${what}`, body })
  return [
    { method: 'PATCH', path: `/api/v1/workspace/${project.id}`, body: { name: v.name.trim(), description: v.description.trim(), hasDeleteProtection: v.protect } },
    ...(v.versions !== String(project.pitVersionLimit) ? [bound('version-limit', { pitVersionLimit: Number(v.versions) })] : []),
    ...(v.retention !== String(project.auditLogsRetentionDays ?? 0) ? [bound('audit-logs-retention', { auditLogsRetentionDays: Number(v.retention) })] : []),
  ]
}

function Shown({ project }: { project: Project }) {
  const path = `/api/v1/workspace/${project.id}`
  const remove = useDialog('delete')
  const { orgId } = useHere()
  const navigate = useNavigate()
  const verdict = useAsk({
    save: { method: 'PATCH', path, body: { name: project.name } },
    administer: { method: 'PUT', path: `/api/v1/workspace/${project.slug}/version-limit`, body: { pitVersionLimit: project.pitVersionLimit } },
    delete: { method: 'DELETE', path },
  })
  const form = useForm<Values>({
    name: `project-${project.id}`,
    initial: {
      name: project.name, description: project.description ?? '', protect: project.hasDeleteProtection,
      versions: String(project.pitVersionLimit), retention: String(project.auditLogsRetentionDays ?? 0),
    },
    paths: { pitVersionLimit: 'versions', auditLogsRetentionDays: 'retention' },
    check: (v) => ({
      name: v.name.trim() ? undefined : 'Type a name',
      versions: /^\d+$/.test(v.versions) && Number(v.versions) >= 1 && Number(v.versions) <= 100 ? undefined : 'From 1 to 100',
      retention: /^\d+$/.test(v.retention) && Number(v.retention) <= 36500 ? undefined : 'From 0 to 36500',
    }),
    submit: async (v) => {
      for (const request of saving(project, v)) await api(request.path, request)
      await changed('project', 'projects')
      announce('Project saved')
    },
  })
  return (
    <Page title="Project Settings" actions={<Guarded kind="danger" verdict={verdict.delete} unless={project.hasDeleteProtection ? 'Delete protection is on: switch it off and save first' : undefined} onClick={remove.show}>Delete project</Guarded>}>
      <ProjectTabs />
      <div className="columns">
        <form className="form narrow" onSubmit={form.onSubmit} noValidate>
          <TextField label="Project Name" {...form.text('name')} maxLength={64} />
          <TextField label="Description" {...form.text('description')} maxLength={1024} />
          <div className="pair">
            <NumberField label="Versions kept" {...form.text('versions')} min={1} max={100} hint="Of each secret" />
            <NumberField label="Audit log retention (days)" {...form.text('retention')} zero="unlimited" />
          </div>
          <SwitchField label="Delete protection" checked={form.values.protect} onChange={(v) => form.set('protect', v)} hint="Refuses to delete the project until it is switched off" />
          {form.error && <Refusal error={form.error} />}
          <AsCode {...saving(project, form.values)[0]} then={saving(project, form.values).slice(1)} terraform={terraform('infisical_project', project.slug, { name: form.values.name, slug: project.slug, description: form.values.description || undefined })} />
          <div className="bar"><SubmitButton verdict={verdict.save} busy={form.busy} /></div>
          <dl className="dl">
            <dt>Project ID</dt><dd><Id value={project.id} name="project ID" /></dd>
            <dt>Slug</dt><dd><code>{project.slug}</code></dd>
          </dl>
        </form>
        <Encryption project={project} />
      </div>
      {remove.open && (
        <Confirm
          resource="infisical_project"
          title="Delete project" verb="Delete" type={project.name} open onClose={remove.close}
          lead="Its secrets, their versions, its memberships and roles go for ever."
          request={{ method: 'DELETE', path: path }}
          onDone={async () => {
            await navigate({ to: '/org/$orgId', params: { orgId }, replace: true })
            announce('Project deleted')
            await changed('projects')
          }}
        />
      )}
    </Page>
  )
}

/** SubmitButton is Save, or the reason why not. */
export function SubmitButton({ verdict, busy, children = 'Save' }: { verdict?: Parameters<typeof Guarded>[0]['verdict']; busy: boolean; children?: string }) {
  if (verdict && !verdict.permitted) return <Guarded kind="primary" verdict={verdict}>{children}</Guarded>
  return <Button kind="primary" type="submit" busy={busy}>{children}</Button>
}

