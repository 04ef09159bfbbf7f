import { useQuery } from '@tanstack/react-query'

import { api } from '../../api/http.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain, plural } from '../../parts/text.ts'
import { differing, readBundle, stepsOf, type Bundle, type Step } from './bundle.ts'
import { check } from './try/checks.ts'
import type { Files } from './try/draft.ts'

const signs = { passed: '✓', failed: '✕', 'not reached': '·', 'at publishing': '·' }
const tones = { passed: 'permitted', failed: 'refused', 'not reached': '', 'at publishing': '' }

/** BundleChecks says before a bundle is published what it is: what it holds, what is wrong with it, and what it changes. */
export function BundleChecks({ name, archive }: { name: string; archive: Uint8Array }) {
  const opened = useQuery({ queryKey: ['bundle', name, archive.length, sumOf(archive)], retry: false, gcTime: 0, queryFn: () => readBundle(archive) })
  return (
    <section className="note" aria-label="Checks before publishing">
      <h3>Checks</h3>
      {opened.data ? <Checks id={`${name} ${sumOf(archive)}`} bundle={opened.data} /> : opened.isError ? <Steps steps={[{ name: 'Archive', state: 'failed', says: opened.error.message || 'it is no archive' }]} /> : <p className="meta" role="status">Unpacking</p>}
    </section>
  )
}

function Checks({ id, bundle }: { id: string; bundle: Bundle }) {
  const checked = useQuery({ queryKey: ['bundle', id, 'checked'], retry: false, gcTime: 0, queryFn: ({ signal }) => check(bundle.files, true, signal) })
  const inForce = useQuery({ queryKey: ['policy', 'files'], queryFn: ({ signal }) => api<{ files: Files; guardrails: string[] }>('/api/v1/authz/policy/files', { signal }) })
  return (
    <>
      <Steps steps={stepsOf(bundle, checked.data)} />
      {checked.isPending && <p className="meta" role="status">Compiling and testing</p>}
      {checked.isError && <Refusal error={checked.error} level={3} />}
      {inForce.data && <Differs inForce={inForce.data} bundle={bundle} />}
    </>
  )
}

function Steps({ steps }: { steps: Step[] }) {
  return (
    <ul className="steplist">
      {steps.map((s) => (
        <li key={s.name}>
          <span className={`mark ${tones[s.state]}`}><span aria-hidden="true">{signs[s.state]}</span> {s.name}: {s.state}</span>
          {s.says && <span className="meta wrap">{plain(s.says)}</span>}
        </li>
      ))}
    </ul>
  )
}

const words = { added: '+', changed: '~', removed: '−' }

function Differs({ inForce, bundle }: { inForce: { files: Files; guardrails: string[] }; bundle: Bundle }) {
  let changes: ReturnType<typeof differing>
  try {
    changes = differing(inForce, bundle)
  } catch (error) {
    return <p className="meta">What differs cannot be told: {plain(error instanceof Error ? error.message : '')}</p> // its data are no JSON
  }
  if (changes.length === 0) return <p className="meta">No file differs from the policy in force.</p>
  return (
    <details className="disc">
      <summary>{plural(changes.length, 'file')} {changes.length === 1 ? 'differs' : 'differ'} from the policy in force</summary>
      <ul className="in steplist">{changes.map((c) => <li key={c.path}><code>{words[c.kind]} {plain(c.path)}</code><span className="sr">{c.kind}</span></li>)}</ul>
    </details>
  )
}

/** sumOf tells archives of one name and length apart. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i++) sum = (sum * 31 + bytes[i]) | 0
  return sum
}
