import { useEffect, useRef, useState, type FormEvent } from 'react'

import { asApiError, type ApiError } from '../../../api/errors.ts'
import { announce } from '../../../app/announce.ts'
import { Button } from '../../../parts/Button.tsx'
import { Dialog, Foot } from '../../../parts/Dialog.tsx'
import { SelectField } from '../../../parts/Field.tsx'
import { presets } from '../../../parts/Range.tsx'
import { Refusal } from '../../../parts/Refusal.tsx'
import { ChooseIdentity, ChooseProject, ChooseUser } from '../../access/choosers.tsx'
import type { Files } from './draft.ts'
import { done, newReport, walk, type Report } from './replay.ts'

interface Props {
  files: Files
  open: boolean
  onClose: () => void
  onBusy: (busy: boolean) => void
  onReport: (report: Report) => void
}

const ranges = [...presets.map(({ value, label }) => ({ value, label })), { value: 'all', label: 'All of the log' }]
const kinds = [{ value: '', label: 'Every subject' }, { value: 'identity', label: 'Machine identity' }, { value: 'user', label: 'User' }]

/** ReplayDialog asks which records to decide again by the draft, and shows how far that is. */
export function ReplayDialog({ files, open, onClose, onBusy, onReport }: Props) {
  const [range, setRange] = useState('24h')
  const [project, setProject] = useState('')
  const [kind, setKind] = useState('')
  const [subject, setSubject] = useState('')
  const [part, setPart] = useState<Report>()
  const [error, setError] = useState<ApiError>()
  const ends = useRef<AbortController>(undefined)
  useEffect(() => {
    return () => ends.current?.abort()
  }, [])

  const start = async (event: FormEvent) => {
    event.preventDefault()
    if (ends.current) return
    const now = Date.now()
    const span = presets.find((p) => p.value === range)?.ms
    const asked = { since: span ? new Date(now - span).toISOString() : undefined, until: new Date(now).toISOString(), projectId: project || undefined, subjectId: (kind && subject) || undefined }
    const controller = (ends.current = new AbortController())
    let last = newReport()
    setError(undefined)
    setPart(last)
    onBusy(true)
    try {
      onReport(await walk(files, asked, controller.signal, (report) => setPart((last = report))))
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
      <form className="form" onSubmit={start} aria-label="Replay">
        <SelectField label="Range" value={range} onChange={setRange} options={ranges} />
        <ChooseProject none="Every project" value={project} onChange={setProject} />
        <SelectField label="Kind" value={kind} onChange={(next) => (setKind(next), setSubject(''))} options={kinds} />
        {kind === 'identity' && <ChooseIdentity label="Subject" value={subject} onChange={setSubject} />}
        {kind === 'user' && <ChooseUser label="Subject" value={subject} onChange={setSubject} />}
        {error && <Refusal error={error} level={3} />}
        {part && <Progress part={part} />}
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
