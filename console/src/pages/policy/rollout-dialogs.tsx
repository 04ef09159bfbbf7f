import { useQueryClient } from '@tanstack/react-query'
import { useId, useState, type ReactNode } from 'react'

import { asApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import type { PolicyState } from '../../api/types.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { NumberField, SelectField, TextArea } from '../../parts/Field.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain, plural } from '../../parts/text.ts'
import { BundleChecks } from './bundle-checks.tsx'
import { patiently } from './try/replay.ts'
import { readPolicy } from './queries.ts'
import { backwards, base64, checks, consequence, differed, most, sum, wrongReason, type Stage } from './stages.ts'

interface Props {
  policy: PolicyState
  open: boolean
  onClose: () => void
}

interface ChangeProps extends Props {
  title: string
  verb: string
  danger?: boolean
  path: string
  /** body is what is sent, without reason and version; undefined as long as something is missing. */
  body: () => object | undefined
  shown: object
  children: ReactNode
  /** failed is shown beside what the server answered. */
  failed?: (error: unknown) => ReactNode
}

/**
 * Change asks for a reason, and reads the state again before it sends: where another
 * administrator was first, it says so and sends nothing.
 */
function Change({ policy, open, onClose, title, verb, danger, path, body, shown, children, failed }: ChangeProps) {
  const client = useQueryClient()
  const [seen, setSeen] = useState(policy.version)
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const [moved, setMoved] = useState('')
  const send = async () => {
    const now = await readPolicy()
    client.setQueryData(['policy'], now)
    if (now.version !== seen) {
      setSeen(now.version)
      setMoved(firstMove(now))
      return
    }
    const sent = body()
    if (!sent) return
    await client.cancelQueries({ queryKey: ['bundle'] }) // one policy is run at a time, and this one goes first
    await patiently(() => api(path, { method: 'POST', body: { ...sent, reason: reason.trim(), version: seen } }))
    await client.invalidateQueries({ queryKey: ['policy'] })
    onClose()
  }
  const confirm = () => {
    const problem = wrongReason(reason)
    setWrong(problem)
    if (problem || busy) return
    setBusy(true)
    setError(undefined)
    setMoved('')
    send()
      .catch(setError)
      .finally(() => {
        setBusy(false)
        void client.refetchQueries({ queryKey: ['bundle'], type: 'active', predicate: (q) => q.state.data === undefined }) // checks that had to wait
      })
  }
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <form className="form" noValidate onSubmit={(e) => {
        e.preventDefault()
        e.stopPropagation()
        confirm()
      }}>
        {children}
        <TextArea label="Reason" prose rows={2} value={reason} onChange={setReason} wrong={wrong ?? asApiError(error).issues.find((i) => i.path[0] === 'reason')?.message} hint="Kept in the history, which every reader of the policy sees" />
        {moved && <div className="note warning" role="alert"><h3><span className="mark warning" aria-hidden="true">▲</span> Another administrator moved first</h3><p>{plain(moved)} Look at it, then press {verb} again.</p></div>}
        {error !== undefined && (failed?.(error) ?? <Refusal error={error} level={3} />)}
        <AsCode method="POST" path={path} body={{ ...shown, reason: reason.trim() || '…', version: seen }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={danger ? 'solid' : 'primary'} type="submit" busy={busy}>{verb}</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

function firstMove(policy: PolicyState): string {
  const last = policy.history?.[0]
  if (!last) return 'The rollout was changed.'
  const who = last.who.name || (last.who.type === 'platform' ? 'The server' : `${last.who.type} ${last.who.id}`)
  return `${who}: revision ${last.revision} ${last.outcome}${last.reason ? ` (${last.reason})` : ''}.`
}

function Will({ children }: { children: ReactNode }) {
  return <div className="note"><h3>What will happen</h3>{children}</div>
}

interface StageValues { stage: Stage; percent: string; tolerance: string }

function StageFields({ values, set, stages }: { values: StageValues; set: (v: StageValues) => void; stages: Stage[] }) {
  const words = { shadow: 'Shadow', canary: 'Canary', active: 'Active' }
  return (
    <>
      <SelectField label="Stage" value={values.stage} onChange={(v) => set({ ...values, stage: v as Stage })} options={stages.map((s) => ({ value: s, label: words[s] }))} />
      {values.stage !== 'active' && (
        <div className="pair two">
          {values.stage === 'canary' && <NumberField label="Percent of subjects" min={1} max={100} value={values.percent} onChange={(percent) => set({ ...values, percent })} wrong={within(values.percent, 1, 100)} />}
          <NumberField label="Tolerance" value={values.tolerance} onChange={(tolerance) => set({ ...values, tolerance })} zero="no limit" wrong={within(values.tolerance, 0, 1e9)} />
        </div>
      )}
    </>
  )
}

function within(text: string, low: number, high: number): string | undefined {
  const n = Number(text)
  return text !== '' && Number.isInteger(n) && n >= low && n <= high ? undefined : `A whole number from ${low.toLocaleString('en')} to ${high.toLocaleString('en')}`
}

function stageBody(v: StageValues): object | undefined {
  if (v.stage === 'active') return { stage: 'active' }
  if (within(v.tolerance, 0, 1e9) || (v.stage === 'canary' && within(v.percent, 1, 100))) return undefined
  return { stage: v.stage, tolerance: Number(v.tolerance), ...(v.stage === 'canary' && { percent: Number(v.percent) }) }
}

export function Promote({ policy, open, onClose }: Props) {
  const c = policy.candidate
  const [values, setValues] = useState<StageValues>({ stage: c?.stage === 'canary' ? 'active' : 'canary', percent: String(c?.percent || 10), tolerance: String(c?.tolerance ?? 20) })
  const revision = c?.revision ?? '–'
  const body = () => {
    const stage = stageBody(values)
    return stage && c ? { ...stage, digest: c.digest } : undefined
  }
  return (
    <Change policy={policy} open={open} onClose={onClose} title="Promote" verb="Promote" path="/api/v1/authz/promote" body={body} shown={body() ?? {}}>
      <StageFields values={values} set={setValues} stages={['shadow', 'canary', 'active']} />
      <Will>
        <p>{consequence(values.stage, revision, Number(values.percent), Number(values.tolerance))}</p>
        <p>{differed(sum((policy.servers ?? []).map((s) => s.differences)))}</p>
        <p className="meta">{plural(policy.servers?.filter((s) => !s.silent).length ?? 0, 'server')} will follow within a second.</p>
      </Will>
    </Change>
  )
}

export function RollBack({ policy, open, onClose }: Props) {
  const digest = policy.candidate?.digest ?? policy.digest
  return (
    <Change policy={policy} open={open} onClose={onClose} title="Roll back" verb="Roll back" danger path={`/api/v1/authz/rollback?digest=${digest}`} body={() => ({})} shown={{}}>
      <Will>
        <p>{backwards(policy)}</p>
        {policy.candidate && <p>{differed(sum((policy.servers ?? []).map((s) => s.differences)))}</p>}
      </Will>
    </Change>
  )
}

export function Publish({ policy, open, onClose }: Props) {
  const id = useId()
  const [values, setValues] = useState<StageValues>({ stage: 'shadow', percent: '10', tolerance: '20' })
  const [bundle, setBundle] = useState<{ name: string; bytes: Uint8Array }>()
  const [wrong, setWrong] = useState<string>()
  const choose = async (file: File | undefined) => {
    setBundle(undefined)
    if (!file) return
    if (file.size > most) return setWrong(`${file.name} has ${file.size.toLocaleString('en')} bytes; a bundle has at most ${most.toLocaleString('en')}`)
    if (file.size === 0) return setWrong(`${file.name} is empty`)
    setWrong(undefined)
    setBundle({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  const body = () => {
    if (!bundle) setWrong((old) => old ?? 'Choose a bundle: what warder bundle sign wrote')
    const stage = stageBody(values)
    return bundle && stage ? { ...stage, bundle: base64(bundle.bytes) } : undefined
  }
  return (
    <Change policy={policy} open={open} onClose={onClose} title="Publish bundle" verb="Publish" path="/api/v1/authz/bundles" body={body} shown={{ ...stageBody(values), bundle: variable('BUNDLE') }} failed={(error) => <RefusedBundle error={error} />}>
      <div className="field">
        <label htmlFor={id}>Bundle</label>
        <input id={id} className="input" type="file" accept=".gz,.tgz" onChange={(e) => void choose(e.target.files?.[0])} aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? `${id}-w` : `${id}-h`} />
        <div className="hint" id={`${id}-h`}>A signed bundle (.tar.gz) of at most 4 MiB</div>
        {wrong && <div className="wrong" id={`${id}-w`}>{plain(wrong)}</div>}
      </div>
      {bundle && <BundleChecks name={bundle.name} archive={bundle.bytes} />}
      <StageFields values={values} set={setValues} stages={['shadow', 'canary', 'active']} />
      <Will>
        <p>The server verifies signature and scope, runs the bundle's tests and canaries, and compares its revision with those before. {policy.candidate && `It takes the place of revision ${policy.candidate.revision}, which is on its way. `}Then:</p>
        <p>{consequence(values.stage, 'of the bundle', Number(values.percent), Number(values.tolerance))}</p>
      </Will>
    </Change>
  )
}

/** RefusedBundle is what a bundle passed and what it did not, with the cause and, where there is one, file and line. */
function RefusedBundle({ error }: { error: unknown }) {
  const problem = asApiError(error)
  const passed = checks(problem.bundleCause)
  if (!passed.length) return <Refusal error={error} level={3} />
  const sign = { passed: '✓', failed: '✕', 'not reached': '·' }
  return (
    <div className="note refused" role="alert">
      <h3><span className="mark refused" aria-hidden="true">✕</span> The bundle is refused: {problem.bundleCause}</h3>
      <p className="wrap"><code>{plain(problem.message)}</code></p>
      <ul className="links" aria-label="Checks">{passed.map((c) => <li key={c.name} className={`mark ${c.state === 'passed' ? 'permitted' : c.state === 'failed' ? 'refused' : ''}`}><span aria-hidden="true">{sign[c.state]}</span> {c.name}: {c.state}</li>)}</ul>
    </div>
  )
}
