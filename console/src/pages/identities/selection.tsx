import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { OrgIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk, type Verdict } from '../../app/ask.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/Field.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'

/** Selected are the chosen rows by their ids. */
export type Selected = Map<string, OrgIdentity>

const many = (n: number) => plural(n, 'identity', 'identities')

const removal = (row: OrgIdentity) => ({ method: 'DELETE', path: `/api/v1/identities/${row.identityId}` }) as const

/** SelectionBar says how many identities are selected, and deletes them. */
export function SelectionBar({ selected, onChange }: { selected: Selected; onChange: (selected: Selected) => void }) {
  const [open, setOpen] = useState(false)
  const rows = [...selected.values()]
  const verdicts = useAsk<string>(Object.fromEntries(rows.map((row) => [row.identityId, removal(row)])))
  if (rows.length === 0) return null
  const kept = rows.find((row) => row.identity.hasDeleteProtection)
  return (
    <section className="bar draftbar" aria-label="Selection">
      <strong role="status">{rows.length} selected</strong>
      <span className="grow" />
      <Button onClick={() => onChange(new Map())}>Clear selection</Button>
      <Guarded kind="danger" verdict={refusedOf(rows, verdicts)} unless={kept && `Delete protection of ${plain(kept.identity.name)} is on`} onClick={() => setOpen(true)}>Delete selected</Guarded>
      {open && <DeleteSelected rows={rows} selected={selected} onChange={onChange} onClose={() => setOpen(false)} />}
    </section>
  )
}

/** refusedOf is the first refusal, with the name of its identity. */
function refusedOf(rows: OrgIdentity[], verdicts: Partial<Record<string, Verdict>>): Verdict | undefined {
  const row = rows.find((r) => verdicts[r.identityId]?.permitted === false)
  const verdict = row && verdicts[row.identityId]
  return verdict && { ...verdict, reasons: verdict.reasons.map((r) => ({ ...r, message: `${plain(row.identity.name)}: ${r.message}` })) }
}

interface DeleteProps {
  rows: OrgIdentity[]
  selected: Selected
  onChange: (selected: Selected) => void
  onClose: () => void
}

/** DeleteSelected deletes one after another, and stops at the first that fails: those before it are gone, the others stay selected. */
function DeleteSelected({ rows, selected, onChange, onClose }: DeleteProps) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const word = String(rows.length)
  const confirm = async () => {
    if (busy || typed !== word) return
    setBusy(true)
    setError(undefined)
    const left = new Map(selected)
    try {
      for (const row of rows) {
        await api(removal(row).path, removal(row))
        left.delete(row.identityId)
      }
      announce(`${many(rows.length)} deleted`)
      onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
      onChange(left)
      await changed('identities')
    }
  }
  return (
    <Dialog title={`Delete ${many(rows.length)}`} lead="Their Client Secrets, tokens and memberships end at once and for ever." open onClose={onClose}>
      <form className="form" onSubmit={(e) => {
        e.preventDefault()
        void confirm()
      }}>
        <ul aria-label="To delete">{rows.slice(0, 20).map((r) => <li key={r.identityId}><Name>{r.identity.name}</Name></li>)}{rows.length > 20 && <li>and {rows.length - 20} more</li>}</ul>
        <TextField label={`Type ${word} to confirm`} value={typed} onChange={setTyped} spellCheck={false} autoFocus />
        {error !== undefined && <Refusal error={error} level={3} />}
        <AsCode {...removal(rows[0])} then={rows.slice(1).map(removal)} resource="infisical_identity" />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Guarded kind="solid" type="submit" busy={busy} unless={typed === word ? undefined : `Type ${word} first`}>Delete</Guarded>
        </Foot>
      </form>
    </Dialog>
  )
}
