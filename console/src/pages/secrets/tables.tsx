import { Ellipsis, Pencil, Plus, TextCursorInput, Undo2 } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'

import { asApiError } from '../../api/errors.ts'
import type { Environment, Secret, SecretImport } from '../../api/types.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { SecretCell } from '../../parts/SecretCell.tsx'
import { Badge, Name, Time } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { keyOf, type Change, type Changes } from './changes.ts'
import { reveal, type Place } from './queries.ts'

export type What = 'add' | 'edit' | 'versions' | 'tags' | 'move' | 'delete'

export interface Act {
  what: What
  place: Place
  key: string
  secret?: Secret
}

interface Props {
  onAct: (act: Act) => void
  empty: ReactNode
  drafting: Drafting
}

export interface Drafting {
  changes: Changes
  onChange: (change: Change) => void
  onUndo: (change: Change) => void
}

/** Cell is a value: masked, revealed, being typed anew, or changed and not saved yet. */
function Cell({ place, secret, name, drafting }: { place: Place; secret: Secret; name: string; drafting?: Drafting }) {
  const [typing, setTyping] = useState(false)
  const change = drafting?.changes.get(keyOf(place, secret.secretKey))
  const shown = plain(name)
  if (typing && drafting) {
    return (
      <ValueInput
        name={shown} initial={change?.value ?? ''}
        onDone={(value) => {
          setTyping(false)
          if (value !== undefined && value !== change?.value) drafting.onChange({ place, secret: change?.secret ?? secret, value })
        }}
      />
    )
  }
  const edit = drafting && <Button kind="icon" name={`Change ${shown}`} icon={<TextCursorInput aria-hidden />} onClick={() => setTyping(true)} />
  if (change) {
    return (
      <span className="cellvalue">
        <Badge tone="warning">Changed</Badge>{edit}
        <Button kind="icon" name={`Undo ${shown}`} icon={<Undo2 aria-hidden />} onClick={() => drafting?.onUndo(change)} />
      </span>
    )
  }
  return <span className="cellvalue"><SecretCell name={name} load={async () => (await reveal(place, secret.secretKey)).secretValue} />{edit}</span>
}

/** ValueInput takes a value in its cell: Enter keeps it as a change, Shift Enter is a line end, Escape gives up. */
function ValueInput({ name, initial, onDone }: { name: string; initial: string; onDone: (value: string | undefined) => void }) {
  const [value, setValue] = useState(initial)
  const input = useRef<HTMLTextAreaElement>(null)
  const done = useRef(false)
  useEffect(() => {
    input.current?.focus()
  }, [])
  const end = (kept: string | undefined) => {
    if (done.current) return
    done.current = true
    onDone(kept)
  }
  return (
    <textarea
      ref={input} className="input code" rows={value.includes('\n') ? 3 : 1} aria-label={`New value of ${name}`} placeholder="Enter keeps it, Escape gives up" value={value} spellCheck={false} autoComplete="off"
      onChange={(e) => setValue(e.target.value)} onBlur={() => end(value === initial ? undefined : value)}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Escape') end(undefined)
        if (e.key === 'Enter' && !e.shiftKey) {
          e.preventDefault()
          end(value)
        }
      }}
    />
  )
}

function More({ name, on }: { name: string; on: (what: What) => void }) {
  return (
    <Menu
      trigger={<Button kind="icon" name={`More for ${plain(name)}`} icon={<Ellipsis aria-hidden />} />}
      items={[
        { label: 'Versions', onSelect: () => on('versions') },
        { label: 'Move', onSelect: () => on('move') },
        { label: 'Tags', onSelect: () => on('tags') },
        { label: 'Delete', danger: true, onSelect: () => on('delete') },
      ]}
    />
  )
}

/** OneEnvironment is a folder of one environment, a secret a row. */
export function OneEnvironment({ place, secrets, onAct, empty, drafting }: Props & { place: Place; secrets: Secret[] }) {
  const on = (secret: Secret) => (what: What) => onAct({ what, place, key: secret.secretKey, secret })
  const columns: Column<Secret>[] = [
    { id: 'key', header: 'Key', sort: (a, b) => a.secretKey.localeCompare(b.secretKey), cell: (s) => <code><Name>{s.secretKey}</Name></code> },
    { id: 'value', header: 'Value', low: true, cell: (s) => <Cell place={place} secret={s} name={s.secretKey} drafting={drafting} /> },
    { id: 'comment', header: 'Comment', low: true, cell: (s) => <span className="muted"><Name>{s.secretComment}</Name></span> },
    { id: 'tags', header: 'Tags', low: true, cell: (s) => s.tags.length > 0 && <span className="badges">{s.tags.map((t) => <Badge key={t.id}>{plain(t.name || t.slug)}</Badge>)}</span> },
    { id: 'version', header: 'Version', align: 'num', low: true, label: 'Version', cell: (s) => s.version },
    { id: 'updated', header: 'Updated', low: true, label: 'Updated', sort: (a, b) => (a.updatedAt ?? '').localeCompare(b.updatedAt ?? ''), cell: (s) => <Time at={s.updatedAt} none="–" /> },
    {
      id: 'acts', header: 'Actions', hideHeader: true, align: 'acts',
      cell: (s) => <><Button kind="icon" name={`Edit ${plain(s.secretKey)}`} icon={<Pencil aria-hidden />} onClick={() => on(s)('edit')} /><More name={s.secretKey} on={on(s)} /></>,
    },
  ]
  return <DataTable caption="Secrets" role="grid" rows={secrets} rowKey={(s) => s.id} columns={columns} empty={empty} foot={<span>{plural(secrets.length, 'secret')}</span>} />
}

interface Listed {
  error: unknown
  secrets: Secret[]
}

/** AllEnvironments lays the environments side by side; a key that one lacks says so. */
export function AllEnvironments({ environments, places, lists, onAct, empty, drafting }: Props & { environments: Environment[]; places: Place[]; lists: Listed[] }) {
  const keys = [...new Set(lists.flatMap((l) => l.secrets.map((s) => s.secretKey)))].sort()
  const byKey = lists.map((l) => new Map(l.secrets.map((s) => [s.secretKey, s])))
  const columns: Column<string>[] = [
    { id: 'key', header: 'Key', cell: (key) => <code><Name>{key}</Name></code> },
    ...environments.map((e, i): Column<string> => ({
      id: e.slug, header: e.name, low: true, label: e.name,
      cell: (key) => <InEnvironment name={`${key} in ${e.name}`} keyName={key} place={places[i]} secret={byKey[i].get(key)} error={lists[i].error} onAct={onAct} drafting={drafting} />,
    })),
  ]
  if (keys.length === 0 && lists.every((l) => !l.error)) return <div className="tablebox">{empty}</div>
  return (
    <div className="tablescroll" role="region" aria-label="Secrets by environment" tabIndex={0}>
      <DataTable caption="Secrets" role="grid" rows={keys} rowKey={(k) => k} columns={columns} empty={empty} foot={<span>{plural(keys.length, 'key')}</span>} />
    </div>
  )
}

function InEnvironment({ name, keyName, place, secret, error, onAct, drafting }: { drafting: Drafting; name: string; keyName: string; place: Place; secret?: Secret; error: unknown; onAct: (act: Act) => void }) {
  if (error) return <Badge tone="refused">{asApiError(error).refused ? `Refused: ${asApiError(error).reasons[0].code}` : 'Not available'}</Badge>
  if (!secret) {
    return <span className="cellvalue"><Badge tone="warning">Missing</Badge><Button kind="icon" name={`Add ${plain(name)}`} icon={<Plus aria-hidden />} onClick={() => onAct({ what: 'add', place, key: keyName })} /></span>
  }
  return (
    <span className="cellvalue">
      <Cell place={place} secret={secret} name={name} drafting={drafting} />
      <Button kind="icon" name={`Edit ${plain(name)}`} icon={<Pencil aria-hidden />} onClick={() => onAct({ what: 'edit', place, key: keyName, secret })} />
    </span>
  )
}

/** Past is a folder as it was: what was there, in which version. Values of then are under Versions. */
export function Past({ secrets, empty }: { secrets: Secret[]; empty: ReactNode }) {
  return (
    <DataTable
      caption="Secrets" rows={secrets} rowKey={(s) => s.id} empty={empty} foot={<span>{plural(secrets.length, 'secret')}</span>}
      columns={[
        { id: 'key', header: 'Key', sort: (a, b) => a.secretKey.localeCompare(b.secretKey), cell: (s) => <code><Name>{s.secretKey}</Name></code> },
        { id: 'version', header: 'Version', align: 'num', low: true, label: 'Version', cell: (s) => s.version },
        { id: 'comment', header: 'Comment', low: true, cell: (s) => <span className="muted"><Name>{s.secretComment}</Name></span> },
        { id: 'tags', header: 'Tags', low: true, cell: (s) => s.tags.length > 0 && <span className="badges">{s.tags.map((t) => <Badge key={t.id}>{plain(t.name || t.slug)}</Badge>)}</span> },
      ]}
    />
  )
}

/** Imports are what other folders give to this one. */
export function Imports({ imports }: { imports: SecretImport[] }) {
  if (imports.length === 0) return null
  return (
    <div className="form section">
      {imports.map((i, n) => (
        <details className="disc" key={n}>
          <summary>{`From ${i.environment}:${i.secretPath}`}</summary>
          <div className="in"><ul>{i.secrets.map((s) => <li key={s.id}><code><Name>{s.secretKey}</Name></code></li>)}</ul></div>
        </details>
      ))}
    </div>
  )
}
