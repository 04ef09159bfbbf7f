import { useState, type ReactNode } from 'react'

import { api } from '../api/http.ts'
import { useAsk, type Verdict } from '../app/ask.ts'
import { plain } from './text.ts'
import { AsCode } from './AsCode.tsx'
import { Button, Guarded } from './Button.tsx'
import { Dialog, Foot } from './Dialog.tsx'
import { TextField } from './Field.tsx'
import { Reasons, Refusal } from './Refusal.tsx'
import type { Request } from './request.ts'

interface Props {
  title: string
  lead: ReactNode
  /** verb is what the button does: Remove, Revoke, Delete. */
  verb: string
  /** type is what has to be typed before something is deleted for ever. */
  type?: string
  open: boolean
  onClose: () => void
  /** request is what the verb sends. */
  request: Request
  /** then are requests that follow it, shown as code too. */
  then?: Request[]
  /** send sends them, where the one request is not all. */
  send?: () => Promise<unknown>
  /** asked is the page's question about it; without it the dialog asks. */
  asked?: { verdict?: Verdict }
  /** shown is its body as it is shown, where it holds a secret. */
  shown?: unknown
  /** resource is the kind of Terraform's resource that is deleted. */
  resource?: string
  /** onDone follows the request; the dialog closes after it. */
  onDone: () => Promise<unknown> | void
  children?: ReactNode
  safe?: boolean
}

/** Confirm names what ends, and asks for as much as that costs. A refused request is not sent. */
export function Confirm({ title, lead, verb, type, open, onClose, request, then, send, asked, shown, resource, onDone, children, safe }: Props) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready = !type || typed === type
  const own = useAsk({ verb: open && !asked && !request.anonymous ? request : undefined })
  const verdict = asked ? asked.verdict : own.verb
  const refused = verdict && !verdict.permitted
  const close = () => {
    setTyped('')
    setError(undefined)
    onClose()
  }
  const confirm = () => {
    if (busy || !ready || refused) return
    setBusy(true)
    setError(undefined)
    ;(send ? send() : api(request.path, request))
      .then(onDone)
      .then(close, setError)
      .finally(() => setBusy(false))
  }
  return (
    <Dialog title={title} lead={lead} open={open} onClose={close}>
      <form className="form" onSubmit={(e) => {
        e.preventDefault()
        e.stopPropagation()
        confirm()
      }}>
        {children}
        {type && <TextField label={`Type ${plain(type)} to confirm`} value={typed} onChange={setTyped} spellCheck={false} autoFocus />}
        {refused && <Reasons reasons={verdict.reasons} missing={verdict.missingPermissions} />}
        {error !== undefined && <Refusal error={error} level={3} />}
        <AsCode {...request} body={shown ?? request.body} then={then} resource={resource} />
        <Foot>
          <Button onClick={close}>Cancel</Button>
          <Guarded verdict={verdict} kind={safe ? 'primary' : 'solid'} type="submit" busy={busy} aria-disabled={ready ? undefined : true} aria-description={ready ? undefined : `Type ${type} first`}>{verb}</Guarded>
        </Foot>
      </form>
    </Dialog>
  )
}
