import { useEffect, useState, type FormEvent } from 'react'

import { Button } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { NumberField } from '../../parts/Field.tsx'

/** GoToLine asks for a line of the source by Ctrl+G, as editors do. */
export function GoToLine({ onLine }: { onLine: (line: number) => void }) {
  const [open, setOpen] = useState(false)
  const [line, setLine] = useState('')
  const [wrong, setWrong] = useState<string>()
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'g' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const close = () => {
    setOpen(false)
    setLine('')
    setWrong(undefined)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const n = Number(line)
    if (!Number.isInteger(n) || n < 1) return setWrong('A whole number from 1')
    onLine(n)
    close()
  }
  return (
    <>
      <p className="meta section-gap">Ctrl+G goes to a line.</p>
      <Dialog title="Go to line" open={open} onClose={close}>
        <form className="form" onSubmit={submit} noValidate>
          <NumberField label="Line" value={line} onChange={setLine} min={1} wrong={wrong} />
          <Foot><Button onClick={close}>Cancel</Button><Button kind="primary" type="submit">Go</Button></Foot>
        </form>
      </Dialog>
    </>
  )
}
