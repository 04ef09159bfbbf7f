import { useDeferredValue, useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Environment } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { terraform, variable } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { plural, slugOf } from '../../parts/text.ts'
import { readEnvFile } from './env-file.ts'
import { at, list, useTags, writePath, type Place } from './queries.ts'

export function wrongKey(key: string): string | undefined {
  if (!key) return 'Type a key'
  return /^[^\s/:]+$/.test(key) ? undefined : 'No spaces, slashes or colons'
}

interface AddProps {
  place: Place
  environments: Environment[]
  /** initial is where one came from: an environment, or a missing cell of a key. */
  initial: { key: string; environments: string[] }
  choose: boolean
  onClose: () => void
}

export function AddSecret({ place, environments, initial, choose, onClose }: AddProps) {
  const tags = useTags(place.projectId)
  const form = useForm({
    name: initial.key ? undefined : `add-secret-${place.projectId}`,
    initial: { key: initial.key, value: '', comment: '', environments: initial.environments, tags: [] as string[] },
    secret: ['value'],
    paths: { secretName: 'key', secretKey: 'key', secretValue: 'value', secretComment: 'comment' },
    check: (v) => ({ key: wrongKey(v.key), environments: v.environments.length ? undefined : 'Choose at least one' }),
    submit: async (v) => {
      for (const environment of v.environments) {
        await api(writePath(v.key), { method: 'POST', body: { ...at({ ...place, environment }), secretValue: v.value, secretComment: v.comment, tagIds: v.tags } })
      }
      await changed('secrets')
      announce(`${v.key} added`)
      onClose()
    },
  })
  const toggle = (field: 'environments' | 'tags', value: string, on: boolean) => form.set(field, on ? [...form.values[field], value] : form.values[field].filter((x) => x !== value))
  const environment = form.values.environments[0] ?? ''
  return (
    <Dialog title="Add Secret" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField
          label="Key" {...form.text('key')} autoFocus={!initial.key} readOnly={Boolean(initial.key)} spellCheck={false} autoCapitalize="characters"
          hint={form.values.key && form.values.key !== form.values.key.toUpperCase() ? 'Most programs expect capitals' : undefined} className="code"
        />
        <TextArea label="Value" {...form.text('value')} secret hint="Lines are kept as they are" />
        <TextField label="Comment" {...form.text('comment')} />
        {choose && (
          <fieldset className="field">
            <legend className="label">Environments</legend>
            {environments.map((e) => <CheckField key={e.slug} label={e.name} checked={form.values.environments.includes(e.slug)} onChange={(on) => toggle('environments', e.slug, on)} />)}
            {form.wrong.environments && <div className="wrong">{form.wrong.environments}</div>}
          </fieldset>
        )}
        {tags.data && tags.data.length > 0 && (
          <fieldset className="field">
            <legend className="label">Tags</legend>
            {tags.data.map((t) => <CheckField key={t.id} label={t.name || t.slug} checked={form.values.tags.includes(t.id)} onChange={(on) => toggle('tags', t.id, on)} />)}
          </fieldset>
        )}
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode
          method="POST" path={writePath(form.values.key)} body={{ ...at({ ...place, environment }), secretValue: variable('SECRET_VALUE'), secretComment: form.values.comment || undefined }}
          terraform={terraform('infisical_secret', slugOf(form.values.key), { name: form.values.key, value: variable('SECRET_VALUE'), env_slug: environment, workspace_id: place.projectId, folder_path: place.path })}
        />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

interface PasteProps {
  place: Place
  environments: Environment[]
  onClose: () => void
}

/** PasteEnv imports a file of KEY=value in one batch: all of it or nothing. */
export function PasteEnv({ place, environments, onClose }: PasteProps) {
  const [known, setKnown] = useState<Set<string>>()
  const importing = (slug: string, secrets: { secretKey: string; secretValue: string }[]) => ({ method: 'PATCH', path: '/api/v4/secrets/batch', body: { ...at({ ...place, environment: slug }), mode: 'upsert', secrets } }) as const
  const form = useForm({
    initial: { contents: '', environment: place.environment || environments[0]?.slug || '' },
    secret: ['contents'],
    submit: async (v) => {
      const secrets = readEnvFile(v.contents).filter((e) => !e.wrong).map((e) => ({ secretKey: e.key, secretValue: e.value }))
      const request = importing(v.environment, secrets)
      await api(request.path, request)
      await changed('secrets')
      announce(`${plural(secrets.length, 'secret')} imported`)
      onClose()
    },
  })
  const { contents, environment } = form.values
  const entries = readEnvFile(contents)
  const good = entries.filter((e) => !e.wrong)
  const keys = useDeferredValue(good.map((e) => ({ secretKey: e.key, secretValue: '' })))
  const verdict = useAsk({ import: keys.length ? importing(environment, keys) : undefined }).import
  const look = (slug: string) => list({ ...place, environment: slug }).then((l) => setKnown(new Set(l.secrets.map((s) => s.secretKey))), () => setKnown(undefined))
  return (
    <Dialog title="Paste .env" lead="One KEY=value a line. Comments, quotes and values of several lines are understood." open onClose={onClose} wide>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <SelectField label="Environment" value={environment} onChange={(v) => {
          form.set('environment', v)
          void look(v)
        }} options={environments.map((e) => ({ value: e.slug, label: e.name }))} />
        <TextArea label="Contents" value={contents} onChange={(v) => {
          form.set('contents', v)
          if (!known) void look(environment)
        }} rows={6} secret />
        {entries.length > 0 && (
          <DataTable
            caption="Changes" rows={entries} rowKey={(e) => `${e.line}`}
            columns={[
              { id: 'key', header: 'Key', cell: (e) => <code><Name>{e.key}</Name></code> },
              { id: 'line', header: 'Line', align: 'num', low: true, label: 'Line', cell: (e) => e.line },
              { id: 'what', header: 'Change', low: true, cell: (e) => e.wrong ? <Badge tone="refused">{e.wrong}</Badge> : known?.has(e.key) ? <Badge tone="warning">Changed</Badge> : <Badge tone="permitted">Added</Badge> },
            ]}
          />
        )}
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode {...importing(environment, good.slice(0, 20).map((e) => ({ secretKey: e.key, secretValue: variable('SECRET_VALUE') })))} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Guarded kind="primary" type="submit" verdict={verdict} unless={good.length ? undefined : 'Paste KEY=value lines first'} busy={form.busy}>Import</Guarded>
        </Foot>
      </form>
    </Dialog>
  )
}
