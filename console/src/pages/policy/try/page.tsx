import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'

import { asApiError } from '../../../api/errors.ts'
import { api } from '../../../api/http.ts'
import { announce } from '../../../app/announce.ts'
import { useAsk } from '../../../app/ask.ts'
import { useAddress, useDialog, useHere } from '../../../app/place.ts'
import { AsCode } from '../../../parts/AsCode.tsx'
import { variable } from '../../../parts/request.ts'
import { Button, Guarded } from '../../../parts/Button.tsx'
import { Load, Loading } from '../../../parts/Load.tsx'
import { Page, Region } from '../../../parts/Page.tsx'
import { Badge } from '../../../parts/Values.tsx'
import { downloadBytes } from '../../../parts/download.ts'
import { plain, plural } from '../../../parts/text.ts'
import { PolicyTabs } from '../tabs.tsx'
import { check, nextFinding, useChecks, type Checked, type Finding } from './checks.ts'
import { changesOf, drop, keep, keptDraft, type Draft, type Files } from './draft.ts'
import { FileTree, NewFile } from './files.tsx'
import { Findings, Tests } from './findings.tsx'
import { Leaving } from './leaving.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import { patiently, type Report } from './replay.ts'
import { ReplayReport } from './report.tsx'
import { gzipped, tar } from './tar.ts'

const Editor = lazy(async () => ({ default: (await import('../../../rego/editor.tsx')).Editor }))

/** TryPolicy is a policy of one's own, from the one in force: edited, checked, tested and replayed before it goes anywhere. */
export function TryPolicy() {
  const [kept] = useState(keptDraft)
  const query = useQuery({
    queryKey: ['policy', 'files'], enabled: !kept, staleTime: Infinity,
    queryFn: ({ signal }) => api<Omit<Draft, 'base'>>('/api/v1/authz/policy/files', { signal }),
  })
  if (kept) return <Bench start={kept} />
  if (query.data) return <Bench start={{ ...query.data, base: query.data.files }} />
  return <Page title="Try a policy"><PolicyTabs at="try" /><Load query={query}>{() => null}</Load></Page>
}

type Busy = 'test' | 'format' | 'replay' | undefined

function Bench({ start }: { start: Draft }) {
  const { orgId } = useHere()
  const [address, change] = useAddress()
  const [draft, setDraft] = useState(start)
  const [busy, setBusy] = useState<Busy>()
  const [tested, setTested] = useState<{ checked: Checked; of: Files }>()
  const [replayed, setReplayed] = useState<{ report: Report; of: Files }>()
  const [finding, setFinding] = useState<Finding>()
  const [at, setAt] = useState<{ file: string; line: number }>()
  const replay = useDialog('replay')
  const may = useAsk({
    check: { method: 'POST', path: '/api/v1/authz/check', body: { files: { 'authz/x.rego': 'package authz.x' } } },
    replay: { method: 'POST', path: '/api/v1/authz/replay', body: { candidate: { modules: { 'authz/x.rego': 'package authz.x' } } } },
  })
  const checks = useChecks(draft.files, busy !== undefined || may.check?.permitted === false)
  const changed = changesOf(draft)
  const file = address.file && address.file in draft.files ? address.file : firstOf(draft)
  const fresh = checks.of === draft.files
  const found = checks.checked?.findings ?? []
  const remarks = useMemo(() => (fresh ? found.filter((f) => f.file === file) : []), [fresh, checks.checked, file])

  useEffect(() => {
    keep(draft)
  }, [draft])
  const edit = (files: Files) => setDraft((old) => ({ ...old, files }))
  const open = (path: string, line: number) => {
    setAt({ file: path, line })
    if (path !== file) change({ file: path })
  }
  const work = async (kind: Busy, say: string, doing: (signal: AbortSignal) => Promise<void>) => {
    if (busy) return
    setBusy(kind)
    announce(say)
    try {
      await doing(new AbortController().signal)
    } catch (error) {
      announce(asApiError(error).message)
    } finally {
      setBusy(undefined)
    }
  }
  const runTests = () => work('test', 'The tests are run', async (signal) => {
    const checked = await check(draft.files, true, signal)
    checks.settle(draft.files, checked)
    setTested({ checked, of: draft.files })
    const failed = checked.tests?.filter((t) => !t.passed).length ?? 0
    announce(checked.tests ? `${plural(checked.tests.length - failed, 'test')} passed, ${failed} failed` : 'No test was run: the draft does not compile')
  })
  const format = () => work('format', 'The draft is formatted', async (signal) => {
    const own = Object.fromEntries(Object.entries(draft.files).filter(([path]) => !draft.guardrails.includes(path)))
    const { files } = await patiently(() => api<{ files: Files }>('/api/v1/authz/format', { method: 'POST', body: { files: own }, signal }), signal)
    setDraft((old) => ({ ...old, files: { ...old.files, ...Object.fromEntries(Object.entries(files).filter(([path]) => old.files[path] === own[path])) } }))
    announce(Object.keys(files).length ? `${plural(Object.keys(files).length, 'file')} written as opa fmt does` : 'Every file is as opa fmt writes it')
  })
  const next = () => {
    const to = nextFinding(found, finding)
    if (!to?.file) return announce('There is no finding with a place')
    setFinding(to)
    open(to.file, to.row ?? 1)
    announce(`${to.warning ? 'Warning' : 'Error'}: ${to.message}`)
  }
  const onKey = (event: { key: string; ctrlKey: boolean; metaKey: boolean; defaultPrevented: boolean; preventDefault: () => void }) => {
    if (event.defaultPrevented) return
    const does = event.key === 'F8' ? next : event.key === 'Enter' && (event.ctrlKey || event.metaKey) ? () => void runTests() : undefined
    if (!does) return
    event.preventDefault()
    does()
  }
  const locked = draft.guardrails.includes(file)
  return (
    <Page
      title="Try a policy" lead="A draft of your own, from the policy in force. It is in the memory of this page, and changes nothing on the server."
      actions={<>
        <Guarded verdict={may.check} busy={busy === 'format'} onClick={() => void format()}>Format</Guarded>
        <Button onClick={() => void gzipped(tar(draft.files)).then((bytes) => downloadBytes('policy.tar.gz', 'application/gzip', bytes))}>Download</Button>
        <Guarded verdict={may.replay} busy={busy === 'replay'} unless={fresh && found.some((f) => !f.warning && f.step === 'compile') ? 'The draft does not compile: see the findings' : undefined} onClick={replay.show}>Replay</Guarded>
        <Guarded kind="primary" verdict={may.check} busy={busy === 'test'} onClick={() => void runTests()}>Run tests</Guarded>
      </>}
    >
      <PolicyTabs at="try" />
      <Leaving changed={changed.length > 0} onLeave={drop} />
      <ReplayDialog files={draft.files} open={replay.open} onClose={replay.close} onBusy={(is) => setBusy(is ? 'replay' : undefined)} onReport={(report) => setReplayed({ report, of: draft.files })} />
      <div onKeyDown={onKey}>
        <div className="bar">
          <p>From revision {draft.revision || '–'} · {changed.length ? `${plural(changed.length, 'file')} changed` : 'nothing changed yet'}</p>
          <NewFile draft={draft} onAdd={(path) => (edit({ ...draft.files, [path]: beginning(path) }), open(path, 1))} />
          {changed.length > 0 && <Link to={`/org/${orgId}/policy/simulate` as never} search={{ draft: '1' } as never}>Simulate with the draft</Link>}
        </div>
        <div className="policy">
          <FileTree base={`/org/${orgId}/policy/try`} draft={draft} chosen={file} onOpen={(path) => change({ file: path }, { push: true })} wrong={new Set(found.filter((f) => !f.warning && f.file).map((f) => f.file!))} />
          <div className="grow">
            <div className="filehead">
              <h2><code>{file}</code></h2>
              <div className="badges">
                {locked ? <Badge>From the binary, not replaceable</Badge> : (
                  <>
                    {draft.base[file] !== undefined && draft.base[file] !== draft.files[file] && <Button kind="quiet" onClick={() => edit({ ...draft.files, [file]: draft.base[file] })}>Undo changes</Button>}
                    <Button kind="quiet" name={`Remove file ${file}`} onClick={() => edit(Object.fromEntries(Object.entries(draft.files).filter(([path]) => path !== file)))}>Remove file</Button>
                  </>
                )}
              </div>
            </div>
            <Suspense fallback={<Loading />}>
              <Editor
                label="Policy" path={file} text={draft.files[file] ?? ''} readOnly={locked} remarks={remarks} coverage={tested?.of === draft.files ? tested.checked.coverage?.[file] : undefined}
                at={at?.file === file ? at : undefined} onChange={(text) => edit({ ...draft.files, [file]: text })} onRun={() => void runTests()} onNext={next}
              />
            </Suspense>
            <p className="meta">Ctrl+Enter runs the tests, F8 goes to the next finding, Escape then Tab leaves the editor.</p>
            {may.check?.permitted === false ? <Region title="Findings"><p className="muted">{may.check.reasons.map((r) => plain(r.message)).join('. ')}: the draft is not checked.</p></Region> : <Findings checks={checks} stale={!fresh && checks.checked !== undefined} onOpen={open} />}
            {tested && <Tests checked={tested.checked} onOpen={open} />}
          </div>
        </div>
        <div className="section"><AsCode method="POST" path="/api/v1/authz/check" body={{ files: variable('FILES'), tests: true }} then={[{ method: 'POST', path: '/api/v1/authz/format', body: { files: variable('FILES') } }]} /></div>
        {replayed && <ReplayReport report={replayed.report} of={replayed.of} stale={replayed.of !== draft.files} />}
      </div>
    </Page>
  )
}

/** firstOf is the file that is open at first: one that was changed, or else a rule that may be. */
function firstOf(draft: Draft): string {
  const paths = Object.keys(draft.files).sort()
  return changesOf(draft).find((c) => c.path in draft.files)?.path ?? paths.find((p) => p.startsWith('authz/rules/') && !draft.guardrails.includes(p) && p.endsWith('.rego')) ?? paths[0] ?? ''
}

/** beginning is what a new file starts with: its package, as its folder names it. */
function beginning(path: string): string {
  if (!path.endsWith('.rego')) return '{}\n'
  const parts = path.replace(/\/[^/]+$/, '').split('/')
  return `package ${parts.join('.')}${path.endsWith('_test.rego') ? '_test' : ''}\n`
}
