import { Check, Copy } from 'lucide-react'
import { useEffect, useId, useState, type ReactNode } from 'react'

import { announce } from '../app/announce.ts'
import { holdPage } from '../app/hold.ts'
import { Button } from './Button.tsx'
import { Dialog, Foot } from './Dialog.tsx'
import { CheckField } from './Field.tsx'

/** CopyButton says Copied for a moment; its name stays. */
export function CopyButton({ name, value, small, text = 'Copy' }: { name: string; value: string | (() => Promise<string>); small?: boolean; text?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof value === 'string' ? value : await value())
      setCopied(true)
      announce('Copied')
    } catch (error) {
      announce(error instanceof Error ? `Not copied: ${error.message}` : 'Not copied')
    }
  }
  const icon = copied ? <Check aria-hidden /> : <Copy aria-hidden />
  if (small) return <Button kind="icon" name={name} icon={icon} onClick={copy} />
  return <Button name={name} icon={icon} onClick={copy}>{copied ? 'Copied' : text}</Button>
}

/** CopyField is a value that is read and copied, never typed. */
export function CopyField({ label, value, copy = `Copy ${label}` }: { label: string; value: string; copy?: string }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input id={id} className="input code" readOnly value={value} spellCheck={false} autoComplete="off" onFocus={(e) => e.target.select()} />
        <CopyButton name={copy} value={value} />
      </div>
    </div>
  )
}

export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <div className="field">
      <div className="with-button" role="region" aria-label={label}>
        <pre className="block" tabIndex={0}>{text}</pre>
        <CopyButton name={`Copy ${label}`} value={text} small />
      </div>
    </div>
  )
}

interface OnceProps {
  title: string
  lead: ReactNode
  fields: { label: string; value: string }[]
  curl?: { label: string; text: string }
  onDone: () => void
  extra?: ReactNode
  done?: string
}

/** CopyOnce shows what the server will not tell again. It closes only by Done. */
export function CopyOnce({ title, lead, fields, curl, onDone, extra }: OnceProps) {
  const [stored, setStored] = useState(false)
  useEffect(() => holdPage(), [])
  return (
    <Dialog title={title} lead={lead} open onClose={() => undefined} firm wide>
      <div className="form">
        {fields.map((f) => <CopyField key={f.label} {...f} />)}
        {curl && <CodeBlock {...curl} />}
        <CheckField label="I have stored it" checked={stored} onChange={setStored} />
      </div>
      <Foot>
        {extra}
        <Button
          kind="primary" aria-disabled={stored ? undefined : true} aria-description={stored ? undefined : 'Store it first, then check the box'}
          onClick={() => stored && onDone()}
        >Done</Button>
      </Foot>
    </Dialog>
  )
}
