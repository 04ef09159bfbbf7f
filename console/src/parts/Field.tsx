import { Eye, EyeOff } from 'lucide-react'
import { useId, useState, type InputHTMLAttributes, type ReactNode } from 'react'

import { Button } from './Button.tsx'
import { duration } from './text.ts'

interface Base {
  label: string
  hint?: ReactNode
  wrong?: string
}

interface TextProps extends Base, Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  value: string
  onChange: (value: string) => void
}

function useDescription({ hint, wrong }: { hint?: ReactNode; wrong?: string }) {
  const id = useId()
  const described = [wrong ? `${id}-w` : '', hint ? `${id}-h` : ''].filter(Boolean).join(' ')
  return { id, described: described || undefined, invalid: wrong ? (true as const) : undefined }
}

function Below({ id, hint, wrong }: { id: string; hint?: ReactNode; wrong?: string }) {
  return (
    <>
      {hint && <div className="hint" id={`${id}-h`}>{hint}</div>}
      {wrong && <div className="wrong" id={`${id}-w`}>{wrong}</div>}
    </>
  )
}

export function TextField({ label, hint, wrong, value, onChange, className, ...rest }: TextProps) {
  const { id, described, invalid } = useDescription({ hint, wrong })
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} className={`input ${className ?? ''}`} value={value} onChange={(e) => onChange(e.target.value)} aria-invalid={invalid}
        aria-describedby={described} autoComplete="off" {...rest}
      />
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  )
}

export function PasswordField({ label = 'Password', hint, wrong, value, onChange, ...rest }: Omit<TextProps, 'label'> & { label?: string }) {
  const { id, described, invalid } = useDescription({ hint, wrong })
  const [shown, setShown] = useState(false)
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="with-button">
        <input
          id={id} className="input" type={shown ? 'text' : 'password'} value={value} onChange={(e) => onChange(e.target.value)}
          aria-invalid={invalid} aria-describedby={described} spellCheck={false} autoCapitalize="none" {...rest}
        />
        <Button kind="icon" name={shown ? 'Hide password' : 'Show password'} icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />} onClick={() => setShown(!shown)} />
      </div>
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  )
}

interface AreaProps extends Base {
  value: string
  onChange: (value: string) => void
  rows?: number
  /** plain areas hold prose; the others hold what a machine reads. */
  prose?: boolean
  secret?: boolean
  name?: string
}

export function TextArea({ label, hint, wrong, value, onChange, rows = 3, prose, secret, name }: AreaProps) {
  const { id, described, invalid } = useDescription({ hint, wrong })
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id} name={name} className={prose ? 'input prose' : 'input'} rows={rows} value={value} onChange={(e) => onChange(e.target.value)} aria-invalid={invalid}
        aria-describedby={described} spellCheck={prose && !secret ? undefined : false} autoComplete="off"
      />
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  )
}

interface NumberProps extends Base {
  value: string
  onChange: (value: string) => void
  /** zero says what 0 means here. */
  zero?: string
  seconds?: boolean
  min?: number
  max?: number
  name?: string
}

/** NumberField says beside a number of seconds how long that is. */
export function NumberField({ label, hint, wrong, value, onChange, zero, seconds, min = 0, max, name }: NumberProps) {
  const n = Number(value)
  const words = value === '' || Number.isNaN(n) ? '' : n === 0 && zero ? `0 · ${zero}` : seconds ? `${value} s · ${duration(n)}` : ''
  const said = words && hint ? <>{words}. {hint}</> : words || hint
  const { id, described, invalid } = useDescription({ hint: said, wrong })
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} name={name} className="input" type="number" inputMode="numeric" min={min} max={max} step={1} value={value} onChange={(e) => onChange(e.target.value)}
        aria-invalid={invalid} aria-describedby={described} autoComplete="off"
      />
      <Below id={id} hint={said} wrong={wrong} />
    </div>
  )
}

interface SelectProps extends Base {
  value: string
  onChange: (value: string) => void
  options: { value: string; label: string; disabled?: boolean }[]
}

export function SelectField({ label, hint, wrong, value, onChange, options }: SelectProps) {
  const { id, described, invalid } = useDescription({ hint, wrong })
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(e) => onChange(e.target.value)} aria-invalid={invalid} aria-describedby={described}>
        {options.map((o) => <option key={o.value} value={o.value} disabled={o.disabled}>{o.label}</option>)}
      </select>
      <Below id={id} hint={hint} wrong={wrong} />
    </div>
  )
}

interface FlagProps {
  label: string
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  /** refused says why the switch cannot be moved; it stays in the order of focus. */
  refused?: string
}

export function SwitchField({ label, hint, checked, onChange, refused }: FlagProps) {
  const id = useId()
  return (
    <div className="switch">
      <input
        id={id} type="checkbox" role="switch" checked={checked} aria-disabled={refused ? true : undefined}
        onChange={(e) => !refused && onChange(e.target.checked)} aria-describedby={hint || refused ? `${id}-h` : undefined}
      />
      <div className="field">
        <label htmlFor={id}>{label}</label>
        {(hint || refused) && <div className="hint" id={`${id}-h`}>{refused ?? hint}</div>}
      </div>
    </div>
  )
}

export function CheckField({ label, hint, checked, onChange, refused }: FlagProps) {
  const id = useId()
  return (
    <div className="check">
      <input
        id={id} type="checkbox" checked={checked} aria-disabled={refused ? true : undefined} onChange={(e) => !refused && onChange(e.target.checked)}
        aria-describedby={hint || refused ? `${id}-h` : undefined}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {(hint || refused) && <span className="hint meta" id={`${id}-h`}>{refused ?? hint}</span>}
      </div>
    </div>
  )
}
