import { Eye, EyeOff } from 'lucide-react'
import { useEffect, useState } from 'react'

import { announce } from '../app/announce.ts'
import { Button } from './Button.tsx'
import { CopyButton } from './Copy.tsx'
import { plain } from './text.ts'

/** mask has one length for all values. */
const mask = '••••••••'
const shownFor = 30_000

/** useRevealed holds a value in this component alone, for half a minute and as long as the window is looked at. */
export function useRevealed(): [string | undefined, (value: string) => void, () => void] {
  const [value, setValue] = useState<string>()
  const hide = () => setValue(undefined)
  useEffect(() => {
    if (value === undefined) return
    const timer = setTimeout(hide, shownFor)
    for (const kind of ['blur', 'pagehide', 'beforeprint']) addEventListener(kind, hide)
    document.addEventListener('visibilitychange', hide)
    return () => {
      clearTimeout(timer)
      for (const kind of ['blur', 'pagehide', 'beforeprint']) removeEventListener(kind, hide)
      document.removeEventListener('visibilitychange', hide)
    }
  }, [value])
  return [value, setValue, hide]
}

interface Props {
  /** name as in Reveal FOO, or Reveal FOO in Development. */
  name: string
  load: () => Promise<string>
  hidden?: boolean
}

export function SecretCell({ name, load, hidden }: Props) {
  const [value, show, hide] = useRevealed()
  const [busy, setBusy] = useState(false)
  const shown = plain(name)
  if (hidden) return <span className="muted">Value hidden: you may describe, not read</span>
  const toggle = async () => {
    if (value !== undefined) return hide()
    setBusy(true)
    await load().then(show, (error) => announce(error.message))
    setBusy(false)
  }
  return (
    <span className="cellvalue">
      {value === undefined ? <code aria-label="Masked" role="img">{mask}</code>
        : value === '' ? <span className="muted">Empty</span>
        : value.length > 4096 ? <span className="muted">{`${new Blob([value]).size.toLocaleString('en')} bytes`}</span>
        : <span className="revealed">{plain(value)}</span>}
      <Button kind="icon" busy={busy} name={value === undefined ? `Reveal ${shown}` : `Hide ${shown}`} icon={value === undefined ? <Eye aria-hidden /> : <EyeOff aria-hidden />} onClick={() => void toggle()} />
      <CopyButton name={`Copy ${shown}`} value={load} small />
    </span>
  )
}
