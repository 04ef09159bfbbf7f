import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { OrgIdentity } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk, type Verdict } from '../../app/ask.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
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
  const asked = { verdict: refusedOf(rows, verdicts) }
  const kept = rows.find((row) => row.identity.hasDeleteProtection)
  return (
    <section className="bar draftbar" aria-label="Selection">
      <strong role="status">{rows.length} selected</strong>
      <span className="grow" />
      <Button onClick={() => onChange(new Map())}>Clear selection</Button>
      <Guarded kind="danger" {...asked} unless={kept && `Delete protection of ${plain(kept.identity.name)} is on`} onClick={() => setOpen(true)}>Delete selected</Guarded>
      {open && <DeleteSelected rows={rows} asked={asked} onChange={onChange} onClose={() => setOpen(false)} />}
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
  asked: { verdict?: Verdict }
  onChange: (selected: Selected) => void
  onClose: () => void
}

/** DeleteSelected deletes one after another, and stops at the first that fails: those before it are gone, the others stay selected. */
function DeleteSelected({ rows, asked, onChange, onClose }: DeleteProps) {
  const send = async () => {
    const left = new Map(rows.map((row) => [row.identityId, row]))
    try {
      for (const row of rows) {
        await api(removal(row).path, removal(row))
        left.delete(row.identityId)
      }
    } finally {
      onChange(left)
      await changed('identities')
    }
  }
  return (
    <Confirm
      title={`Delete ${many(rows.length)}`} verb="Delete" type={String(rows.length)} open onClose={onClose} resource="infisical_identity" asked={asked}
      lead="Their Client Secrets, tokens and memberships end at once and for ever."
      request={removal(rows[0])} then={rows.slice(1).map(removal)} send={send} onDone={() => announce(`${many(rows.length)} deleted`)}
    >
      <ul aria-label="To delete">{rows.slice(0, 20).map((r) => <li key={r.identityId}><Name>{r.identity.name}</Name></li>)}{rows.length > 20 && <li>and {rows.length - 20} more</li>}</ul>
    </Confirm>
  )
}
