import { Popover } from 'radix-ui'
import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'

import { plain } from './text.ts'

export interface Option {
  value: string
  label: string
  hint?: string
  /** refused says why this one cannot be chosen. */
  refused?: string
}

interface Props {
  label: string
  value: string
  onChange: (value: string) => void
  options: Option[]
  wrong?: string
  hint?: string
  placeholder?: string
  /** hideLabel where a table's column says it already. */
  hideLabel?: boolean
  loading?: boolean
  /** onType hands out what is typed, where the server searches; options are then what it found. */
  onType?: (text: string) => void
}

const shown = 50

/** Combobox is a list that is searched: roles, identities, people. */
export function Combobox({ label, value, onChange, options, wrong, hint, placeholder, hideLabel, loading, onType }: Props) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState<string>()
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const chosen = options.find((o) => o.value === value)
  const found = useMemo(() => {
    const text = (typed ?? '').trim().toLowerCase()
    return options.filter((o) => !text || o.label.toLowerCase().includes(text) || o.value.toLowerCase() === text).slice(0, shown)
  }, [options, typed])

  const choose = (option: Option | undefined) => {
    if (!option || option.refused) return
    onChange(option.value)
    setTyped(undefined)
    setOpen(false)
  }
  const move = (to: number) => {
    const next = Math.max(0, Math.min(found.length - 1, to))
    setActive(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const show = () => {
    if (!open) setActive(Math.max(0, found.findIndex((o) => o.value === value)))
    setOpen(true)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) return show()
      move(active + (event.key === 'ArrowDown' ? 1 : -1))
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      choose(found[active])
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      setOpen(false)
      setTyped(undefined)
    } else if (event.key === 'Tab') {
      setOpen(false)
    }
  }

  return (
    <div className="field">
      <label htmlFor={id} className={hideLabel ? 'sr' : undefined}>{label}</label>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Anchor asChild>
          <input
            id={id} className="input" role="combobox" autoComplete="off" spellCheck={false} placeholder={placeholder}
            aria-expanded={open} aria-controls={open ? `${id}-list` : undefined} aria-autocomplete="list"
            aria-activedescendant={open && found[active] ? `${id}-${active}` : undefined} aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-w` : hint ? `${id}-h` : undefined}
            value={typed ?? (chosen ? plain(chosen.label) : '')}
            onChange={(e) => {
              setTyped(e.target.value)
              onType?.(e.target.value)
              setActive(0)
              setOpen(true)
            }}
            onClick={show} onKeyDown={onKeyDown}
            onBlur={() => setTyped(undefined)}
          />
        </Popover.Anchor>
        <Popover.Portal>
          <Popover.Content
            className="pop" align="start" sideOffset={4} collisionPadding={8} onOpenAutoFocus={(e) => e.preventDefault()} onCloseAutoFocus={(e) => e.preventDefault()}
            role="presentation"
            onInteractOutside={(e) => e.target instanceof Node && document.getElementById(id)?.contains(e.target) && e.preventDefault()}
          >
            <div role="listbox" id={`${id}-list`} aria-label={label} ref={list}>
              {found.map((option, i) => (
                <div
                  key={option.value} id={`${id}-${i}`} role="option" className="item" aria-selected={option.value === value}
                  aria-disabled={option.refused ? true : undefined} aria-describedby={option.refused || option.hint ? `${id}-${i}-h` : undefined}
                  data-active={i === active} onPointerMove={() => setActive(i)} onPointerDown={(e) => e.preventDefault()} onClick={() => choose(option)}
                >
                  <span className="grow">
                    {plain(option.label)}
                    {(option.refused ?? option.hint) && <span className="hint" aria-hidden="true" id={`${id}-${i}-h`}>{option.refused ?? option.hint}</span>}
                  </span>
                  {option.value === value && <span aria-hidden="true">✓</span>}
                </div>
              ))}
            </div>
            {found.length === 0 && <div className="item muted">{loading ? 'Loading' : 'Nothing matches'}</div>}
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {hint && <div className="hint" id={`${id}-h`}>{hint}</div>}
      {wrong && <div className="wrong" id={`${id}-w`}>{wrong}</div>}
    </div>
  )
}
