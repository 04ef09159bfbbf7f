import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Project } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { SwitchField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { slugOf } from '../../parts/text.ts'

export function AddProject({ onClose }: { onClose: () => void }) {
  const { orgId } = useHere()
  const navigate = useNavigate()
  const body = (v: { name: string; description: string; sealed: boolean }) => ({
    projectName: v.name.trim(), projectDescription: v.description.trim(), endToEndEncrypted: v.sealed,
  })
  const form = useForm({
    name: 'add-project',
    initial: { name: '', description: '', sealed: false },
    paths: { projectName: 'name', projectDescription: 'description' },
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name' }),
    submit: async (v) => {
      const { project } = await api<{ project: Project }>('/api/v2/workspace', { method: 'POST', body: body(v) })
      await changed('projects')
      announce(`Project ${project.name} created`)
      await navigate({ to: `/org/${orgId}/project/${project.id}/secrets` as never })
    },
  })
  return (
    <Dialog title="Add New Project" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Project Name" {...form.text('name')} autoFocus maxLength={64} />
        <TextField label="Description" {...form.text('description')} maxLength={1024} />
        <SwitchField
          label="End-to-end encryption" checked={form.values.sealed} onChange={(v) => form.set('sealed', v)}
          hint="Clients encrypt values themselves, and the server refuses to hand out plaintext. It cannot be added later."
        />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode
          method="POST" path="/api/v2/workspace" body={body(form.values)}
          terraform={terraform('infisical_project', slugOf(form.values.name), { name: form.values.name, slug: slugOf(form.values.name), description: form.values.description || undefined })}
        />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Create Project</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
