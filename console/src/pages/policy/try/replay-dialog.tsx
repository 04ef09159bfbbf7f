import { useEffect, useRef, useState, type FormEvent } from 'react'

import { asApiError, type ApiError } from '../../../api/errors.ts'
import { announce } from '../../../app/announce.ts'
import { AsCode } from '../../../parts/AsCode.tsx'
import { variable } from '../../../parts/request.ts'
import { Button } from '../../../parts/Button.tsx'
import { Dialog, Foot } from '../../../parts/Dialog.tsx'
import { SelectField, TextField } from '../../../parts/Field.tsx'
import { Refusal } from '../../../parts/Refusal.tsx'
import { ChooseIdentity, ChooseProject, ChooseUser } from '../../access/choosers.tsx'
import type { Files } from './draft.ts'
import { spans, times, wrongSpan, type Span } from './span.ts'
import { done, newReport, walk, type Report } from './replay.ts'

interface Props {
  files: Files
  open: boolean
  onClose: () => void
  onBusy: (busy: boolean) => void
  onReport: (report: Report) => void
}

const kinds = [{ value: '', label: 'Every subject' }, { value: 'identity', label: 'Machine identity' }, { value: 'user', label: 'User' }]

/** ReplayDialog asks which records to decide again by the draft, and shows how far that is. */
export function ReplayDialog({ files, open, onClose, onBusy, onReport }: Props) {
  const [span, setSpan] = useState<Span>({ range: '24h', from: '', to: '' })
  const [wrong, setWrong] = useState<ReturnType<typeof wrongSpan>>({})
  const [project, setProject] = useState('')
  const [kind, setKind] = useState('')
  const [subject, setSubject] = useState('')
  const [part, setPart] = useState<Report>()
  const [error, setError] = useState<ApiError>()
  const ends = useRef<AbortController>(undefined)
  useEffect(() => {
    return () => ends.current?.abort()
  }, [])

  const asked = (now: number) => ({ ...times(span, now), projectId: project || undefined, subjectId: (kind && subject) || undefined })
  const start = async (event: FormEvent) => {
    event.preventDefault()
    if (ends.current) return
    const problem = wrongSpan(span)
    setWrong(problem)
    if (problem.from || problem.to) return
    const controller = (ends.current = new AbortController())
    let last = newReport()
    setError(undefined)
    setPart(last)
    onBusy(true)
    try {
      onReport(await walk(files, asked(Date.now()), controller.signal, (report) => setPart((last = report))))
      announce('The replay is done')
      onClose()
    } catch (problem) {
      if (!controller.signal.aborted) setError(asApiError(problem))
      else if (done(last) > 0) onReport({ ...last, complete: false })
    } finally {
      ends.current = undefined
      setPart(undefined)
      onBusy(false)
    }
  }
  const cancel = () => {
    ends.current?.abort()
    onClose()
  }
  return (
    <Dialog title="Replay" open={open} onClose={cancel} lead="Recorded requests are decided again by the draft. Nothing of that is stored on the server.">
      <form className="form" onSubmit={start} aria-label="Replay" noValidate>
        <SelectField label="Range" value={span.range} onChange={(range) => setSpan({ ...span, range })} options={spans} />
        {span.range === 'custom' && (
          <div className="pair two">
            <TextField label="From" type="datetime-local" value={span.from} onChange={(from) => setSpan({ ...span, from })} wrong={wrong.from} />
            <TextField label="To" type="datetime-local" value={span.to} onChange={(to) => setSpan({ ...span, to })} wrong={wrong.to} />
          </div>
        )}
        <ChooseProject none="Every project" value={project} onChange={setProject} />
        <SelectField label="Kind" value={kind} onChange={(next) => (setKind(next), setSubject(''))} options={kinds} />
        {kind === 'identity' && <ChooseIdentity label="Subject" value={subject} onChange={setSubject} />}
        {kind === 'user' && <ChooseUser label="Subject" value={subject} onChange={setSubject} />}
        {error && <Refusal error={error} level={3} />}
        {part && <Progress part={part} />}
        <AsCode method="POST" path="/api/v1/authz/candidates" body={{ modules: variable('MODULES') }} then={[{ method: 'POST', path: '/api/v1/authz/replay', body: { candidateId: variable('CANDIDATE_ID'), ...asked(Date.now()) } }]} />
        <Foot>
          <Button onClick={cancel}>Cancel</Button>
          <Button kind="primary" type="submit" name="Start replay" busy={part !== undefined}>Start replay</Button>
        </Foot>
      </form>
    </Dialog>
  )
}

function Progress({ part }: { part: Report }) {
  const text = part.total ? `${done(part)} of ${part.total}` : 'Sending the draft'
  return (
    <div className="field">
      <progress className="progress" aria-label="Records decided" value={part.total ? done(part) : undefined} max={part.total || undefined} />
      <p className="meta" role="status">{text}</p>
    </div>
  )
}
