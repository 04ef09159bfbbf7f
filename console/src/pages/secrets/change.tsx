import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Environment, Secret } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { Button } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { variable } from '../../parts/request.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { SecretCell } from '../../parts/SecretCell.tsx'
import { Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { wrongKey } from './add.tsx'
import { at, list, reveal, useTags, useVersions, writePath, type Place } from './queries.ts'

interface Props {
  place: Place
  secret: Secret
  onClose: () => void
}

export function EditSecret({ place, secret, onClose }: Props) {
  const [moved, setMoved] = useState<number>()
  const [touched, setTouched] = useState(false)
  const path = writePath(secret.secretKey)
  const body = (key: string, comment: string, value: string) => ({
    ...at(place), secretComment: comment, ...(touched ? { secretValue: value } : {}), ...(key === secret.secretKey ? {} : { newSecretName: key }),
  })
  const form = useForm({
    initial: { key: secret.secretKey, value: '', comment: secret.secretComment },
    secret: ['value'],
    paths: { newSecretName: 'key', secretValue: 'value', secretComment: 'comment' },
    check: (v) => ({ key: wrongKey(v.key) }),
    submit: async (v) => {
      const now = (await list(place)).secrets.find((s) => s.id === secret.id)?.version
      if (now !== undefined && now !== (moved ?? secret.version)) return setMoved(now)
      await api(path, { method: 'PATCH', body: body(v.key, v.comment, v.value) })
      await changed('secrets')
      announce(`${v.key} saved`)
      onClose()
    },
  })
  const load = () => reveal(place, secret.secretKey).then((s) => {
    form.set('value', s.secretValue)
    setTouched(true)
  }, (e) => announce(e.message))
  return (
    <Dialog title={`Edit ${plain(secret.secretKey)}`} open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Key" {...form.text('key')} className="code" spellCheck={false} />
        <TextArea
          label="Value" value={form.values.value} wrong={form.wrong.value} secret
          onChange={(value) => {
            form.set('value', value)
            setTouched(true)
          }}
          hint={touched ? 'This takes the place of the value' : 'Unchanged as long as nothing is typed here'}
        />
        {!touched && <div><Button onClick={() => void load()}>Read the value to edit it</Button></div>}
        <TextField label="Comment" {...form.text('comment')} />
        {moved !== undefined && (
          <div className="note warning" role="alert">
            <h3>Another version is there now</h3>
            <p>This form began at version {secret.version}; version {moved} was saved meanwhile. Saving again puts yours over it; its value stays under Versions.</p>
          </div>
        )}
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="PATCH" path={path} body={body(form.values.key, form.values.comment, variable('SECRET_VALUE'))} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>{moved === undefined ? 'Save' : 'Save over it'}</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

export function Versions({ place, secret, onClose }: Props) {
  const versions = useVersions(secret.id)
  const [restoring, setRestoring] = useState<{ version: number; value: string }>()
  return (
    <Dialog title={`Versions of ${plain(secret.secretKey)}`} open onClose={onClose} wide>
      <Load query={versions} level={3}>
        {(rows) => (
          <DataTable
            caption="Versions" rows={[...rows].sort((a, b) => b.version - a.version)} rowKey={(v) => String(v.version)}
            columns={[
              { id: 'version', header: 'Version', cell: (v) => <>{v.version}{v.version === secret.version && <span className="muted"> · now</span>}</> },
              { id: 'value', header: 'Value', low: true, cell: (v) => <SecretCell name={`version ${v.version}`} hidden={v.secretValueHidden} load={() => Promise.resolve(v.secretValue)} /> },
              { id: 'when', header: 'Saved', low: true, cell: (v) => <Time at={v.createdAt} none="–" /> },
              {
                id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
                cell: (v) => v.version !== secret.version && !v.secretValueHidden && <Button kind="quiet" name={`Restore version ${v.version}`} onClick={() => setRestoring({ version: v.version, value: v.secretValue })}>Restore</Button>,
              },
            ]}
          />
        )}
      </Load>
      {restoring && (
        <Confirm
          title={`Restore version ${restoring.version}`} verb="Restore" safe open onClose={() => setRestoring(undefined)}
          lead="Its value becomes a new version. The one of now stays in this list."
          request={{ method: 'PATCH', path: writePath(secret.secretKey), body: { ...at(place), secretValue: restoring.value } }}
          shown={{ ...at(place), secretValue: variable('SECRET_VALUE') }}
          onDone={async () => {
            await changed('secrets', 'secret-versions')
            announce('Restored')
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}

export function TagSecret({ place, secret, onClose }: Props) {
  const tags = useTags(place.projectId)
  const creating = (slug: string) => ({ method: 'POST', path: `/api/v1/projects/${place.projectId}/tags`, body: { slug, color: '' } }) as const
  const tagging = (tagIds: string[]) => ({ method: 'PATCH', path: writePath(secret.secretKey), body: { ...at(place), tagIds } }) as const
  const form = useForm({
    initial: { chosen: secret.tags.map((t) => t.id), fresh: '' },
    check: (v) => ({ fresh: !v.fresh || /^[a-z0-9-]+$/.test(v.fresh) ? undefined : 'Small letters, digits and hyphens' }),
    submit: async (v) => {
      const ids = [...v.chosen]
      if (v.fresh) {
        const request = creating(v.fresh)
        ids.push((await api<{ tag: { id: string } }>(request.path, request)).tag.id)
      }
      const request = tagging(ids)
      await api(request.path, request)
      await changed('secrets', 'tags')
      announce('Tags saved')
      onClose()
    },
  })
  return (
    <Dialog title={`Tags of ${plain(secret.secretKey)}`} open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        {tags.data?.map((t) => (
          <CheckField key={t.id} label={plain(t.name || t.slug)} checked={form.values.chosen.includes(t.id)} onChange={(on) => form.set('chosen', on ? [...form.values.chosen, t.id] : form.values.chosen.filter((x) => x !== t.id))} />
        ))}
        <TextField label="New tag" {...form.text('fresh')} spellCheck={false} />
        {form.error && <Refusal error={form.error} level={3} />}
        {form.values.fresh ? <AsCode {...creating(form.values.fresh)} then={[tagging([...form.values.chosen, variable('TAG_ID')])]} /> : <AsCode {...tagging(form.values.chosen)} />}
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Save</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

export function MoveSecret({ place, secret, environments, onClose }: Props & { environments: Environment[] }) {
  const moving = (to: { environment: string; path: string; overwrite: boolean }) => ({
    method: 'POST', path: '/api/v3/secrets/move',
    body: {
      projectId: place.projectId, workspaceId: place.projectId, sourceEnvironment: place.environment, sourceSecretPath: place.path,
      destinationEnvironment: to.environment, destinationSecretPath: to.path, secretIds: [secret.id], shouldOverwrite: to.overwrite,
    },
  }) as const
  const form = useForm({
    initial: { environment: place.environment, path: place.path, overwrite: false },
    check: (v) => ({ path: v.path.startsWith('/') ? undefined : 'Begin with /' }),
    submit: async (v) => {
      const request = moving(v)
      await api(request.path, request)
      await changed('secrets')
      announce(`${secret.secretKey} moved`)
      onClose()
    },
  })
  return (
    <Dialog title={`Move ${plain(secret.secretKey)}`} open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <SelectField label="Environment" value={form.values.environment} onChange={(v) => form.set('environment', v)} options={environments.map((e) => ({ value: e.slug, label: e.name }))} />
        <TextField label="Folder path" {...form.text('path')} className="code" spellCheck={false} />
        <CheckField label="Overwrite a secret of the same key there" checked={form.values.overwrite} onChange={(v) => form.set('overwrite', v)} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode {...moving(form.values)} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Move</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

export function DeleteSecret({ place, secret, onClose }: Props) {
  return (
    <Confirm
      title={`Delete ${plain(secret.secretKey)}`} verb="Delete" type={secret.secretKey} open onClose={onClose}
      lead={<>It goes from <strong>{place.environment}</strong> at {place.path}. Clients that read it fail from then on.</>}
      request={{ method: 'DELETE', path: writePath(secret.secretKey), body: at(place) }}
      onDone={async () => {
        await changed('secrets')
        announce(`${secret.secretKey} deleted`)
      }}
    />
  )
}
