import { useBlocker } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { asApiError, type ApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Environment } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { holdPage } from '../../app/hold.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { SecretCell } from '../../parts/SecretCell.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { plain, plural } from '../../parts/text.ts'
import { acknowledged, batchOf, byPlace, keyOf, movedOn, without, type Change, type Changes, type Moved } from './changes.ts'
import { list } from './queries.ts'

interface Props {
  changes: Changes
  onChanges: (changes: Changes) => void
  environments: Environment[]
}

const saving = (some: Change[]) => ({ method: 'PATCH', path: '/api/v4/secrets/batch', body: batchOf(some) }) as const

/** DraftBar says what is changed and not saved, and saves it: each folder whole or not at all. */
export function DraftBar({ changes, onChanges, environments }: Props) {
  const [review, setReview] = useState(false)
  const [moved, setMoved] = useState<Moved[]>([])
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const count = changes.size
  useEffect(() => (count > 0 ? holdPage() : undefined), [count > 0])
  const blocked = useBlocker({ shouldBlockFn: ({ current, next }) => count > 0 && next.pathname !== current.pathname, enableBeforeUnload: false, withResolver: true })
  const requests = (value: string) => byPlace(changes).map((some) => saving(some.map((change) => ({ ...change, value }))))
  const verdicts = useAsk<string>(Object.fromEntries(requests('').map((question, i) => [String(i), question])))
  if (count === 0) return null
  const shown = requests(variable('SECRET_VALUE'))
  const refused = Object.values(verdicts).find((v) => v && !v.permitted)

  const save = async () => {
    setBusy(true)
    setError(undefined)
    let left = acknowledged(changes, moved)
    try {
      const folders = byPlace(left)
      const found = (await Promise.all(folders.map(async (some) => movedOn(some, (await list(some[0].place)).secrets)))).flat()
      if (found.length) {
        setMoved(found)
        setReview(true)
        return
      }
      for (const some of folders) {
        const request = saving(some)
        await api(request.path, request)
        left = without(left, ...some)
      }
      announce(`${plural(count, 'change')} saved`)
      setReview(false)
    } catch (problem) {
      setError(asApiError(problem))
      setReview(true)
    } finally {
      onChanges(left)
      setBusy(false)
      await changed('secrets')
    }
  }
  const discard = () => {
    onChanges(new Map())
    announce('Changes discarded')
  }
  return (
    <section className="bar draftbar" aria-label="Changes">
      <strong role="status">{plural(count, 'change')}</strong>
      <span className="grow" />
      <Button onClick={() => setReview(true)}>Review</Button>
      <Button onClick={discard}>Discard</Button>
      <Guarded kind="primary" verdict={refused} busy={busy} onClick={() => void save()}>Save all</Guarded>
      {!review && <div className="whole"><AsCode {...shown[0]} then={shown.slice(1)} /></div>}
      {review && (
        <Dialog title="Review changes" lead="Nothing is saved yet. The changes of one folder are saved together or not at all." open onClose={() => setReview(false)} wide>
          <Review changes={changes} moved={moved} environments={environments} onTake={(change) => onChanges(without(changes, change))} />
          {error && <Refusal error={error} level={3} />}
          <AsCode {...shown[0]} then={shown.slice(1)} />
          <Foot>
            <Button onClick={() => setReview(false)}>Cancel</Button>
            <Guarded kind="primary" verdict={refused} busy={busy} onClick={() => void save()}>{moved.length ? 'Save over them' : 'Save all'}</Guarded>
          </Foot>
        </Dialog>
      )}
      {blocked.status === 'blocked' && (
        <Dialog title="Leave without saving" lead={`${plural(count, 'change')} would be lost.`} open onClose={blocked.reset}>
          <Foot>
            <Button onClick={blocked.reset}>Stay</Button>
            <Button kind="solid" onClick={() => {
              onChanges(new Map())
              blocked.proceed()
            }}>Leave</Button>
          </Foot>
        </Dialog>
      )}
    </section>
  )
}

function Review({ changes, moved, environments, onTake }: { changes: Changes; moved: Moved[]; environments: Environment[]; onTake: (change: Change) => void }) {
  const environment = (slug: string) => environments.find((e) => e.slug === slug)?.name ?? slug
  const name = (c: Change) => `${c.secret.secretKey} in ${environment(c.place.environment)}`
  const stateOf = (c: Change) => moved.find((m) => keyOf(m.change.place, m.change.secret.secretKey) === keyOf(c.place, c.secret.secretKey))
  return (
    <>
      {moved.length > 0 && (
        <div className="note warning" role="alert">
          <h3>Another version is there now</h3>
          <p>Another person saved meanwhile. Saving again puts your value over it; theirs stays under Versions.</p>
        </div>
      )}
      <DataTable
        caption="Changes" rows={[...changes.values()]} rowKey={(c) => keyOf(c.place, c.secret.secretKey)}
        columns={[
          { id: 'key', header: 'Key', cell: (c) => <code><Name>{c.secret.secretKey}</Name></code> },
          { id: 'environment', header: 'Environment', low: true, cell: (c) => <Name>{environment(c.place.environment)}</Name> },
          { id: 'value', header: 'New value', low: true, cell: (c) => <SecretCell name={`new value of ${name(c)}`} load={() => Promise.resolve(c.value)} /> },
          {
            id: 'version', header: 'Version', low: true, label: 'Version',
            cell: (c) => {
              const m = stateOf(c)
              return m ? <Badge tone="warning">{m.version === undefined ? 'Deleted meanwhile' : `Began at ${c.secret.version}, ${m.version} is there`}</Badge> : c.secret.version
            },
          },
          { id: 'acts', header: 'Actions', hideHeader: true, align: 'acts', cell: (c) => <Button kind="quiet" name={`Take away the change of ${plain(name(c))}`} onClick={() => onTake(c)}>Take away</Button> },
        ]}
      />
    </>
  )
}
