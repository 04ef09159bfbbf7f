import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Environment } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { CheckField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import type { Place } from './queries.ts'

export function AddFolder({ place, environments, onClose }: { place: Place; environments: Environment[]; onClose: () => void }) {
  const chosen = place.environment ? [place.environment] : environments.map((e) => e.slug)
  const form = useForm({
    initial: { name: '', environments: chosen },
    check: (v) => ({ name: /^[a-zA-Z0-9_.-]+$/.test(v.name) ? undefined : 'Letters, digits, dots, hyphens and underscores', environments: v.environments.length ? undefined : 'Choose at least one' }),
    submit: async (v) => {
      for (const environment of v.environments) {
        await api('/api/v1/folders', { method: 'POST', body: { workspaceId: place.projectId, environment, name: v.name, path: place.path } })
      }
      await changed('folders')
      announce(`Folder ${v.name} added`)
      onClose()
    },
  })
  return (
    <Dialog title="Add Folder" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Name" {...form.text('name')} autoFocus spellCheck={false} className="code" />
        {!place.environment && (
          <fieldset className="field">
            <legend className="label">Environments</legend>
            {environments.map((e) => (
              <CheckField key={e.slug} label={e.name} checked={form.values.environments.includes(e.slug)} onChange={(on) => form.set('environments', on ? [...form.values.environments, e.slug] : form.values.environments.filter((x) => x !== e.slug))} />
            ))}
            {form.wrong.environments && <div className="wrong">{form.wrong.environments}</div>}
          </fieldset>
        )}
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path="/api/v1/folders" body={{ workspaceId: place.projectId, environment: form.values.environments[0], name: form.values.name, path: place.path }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
