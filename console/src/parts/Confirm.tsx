import { useState, type ReactNode } from 'react'

import { api } from '../api/http.ts'
import { plain } from './text.ts'
import { AsCode } from './AsCode.tsx'
import { Button } from './Button.tsx'
import { Dialog, Foot } from './Dialog.tsx'
import { TextField } from './Field.tsx'
import { Refusal } from './Refusal.tsx'
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
  /** shown is its body as it is shown, where it holds a secret. */
  shown?: unknown
  /** resource is the kind of Terraform's resource that is deleted. */
  resource?: string
  /** onDone follows the request; the dialog closes after it. */
  onDone: () => Promise<unknown> | void
  children?: ReactNode
  safe?: boolean
}

/** Confirm names what ends, and asks for as much as that costs. */
export function Confirm({ title, lead, verb, type, open, onClose, request, shown, resource, onDone, children, safe }: Props) {
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready = !type || typed === type
  const close = () => {
    setTyped('')
    setError(undefined)
    onClose()
  }
  const confirm = () => {
    if (busy || !ready) return
    setBusy(true)
    setError(undefined)
    api(request.path, request)
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
        {error !== undefined && <Refusal error={error} level={3} />}
        <AsCode {...request} body={shown ?? request.body} resource={resource} />
        <Foot>
          <Button onClick={close}>Cancel</Button>
          <Button kind={safe ? 'primary' : 'solid'} type="submit" busy={busy} aria-disabled={ready ? undefined : true} aria-description={ready ? undefined : `Type ${type} first`}>{verb}</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
