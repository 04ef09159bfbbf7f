import { useEffect, useSyncExternalStore } from 'react'

let singleKeys = true
const listeners = new Set<() => void>()

export function setSingleKeys(on: boolean): void {
  singleKeys = on
  listeners.forEach((l) => l())
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => singleKeys)
}

export interface Shortcut {
  keys: string
  does: string
  run: () => void
}

/** inField is where a key is text. */
function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** useShortcuts listens to single keys and to two in a row, such as g o. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey
      if (command && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return shortcuts.find((s) => s.keys === 'Ctrl K')?.run()
      }
      if (command || event.altKey || !singleKeys || inField(event.target) || document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return
      const found = shortcuts.find((s) => s.keys === (first ? `${first} ${event.key}` : event.key))
      first = ''
      clearTimeout(timer)
      if (found) {
        event.preventDefault()
        return found.run()
      }
      if (shortcuts.some((s) => s.keys.startsWith(`${event.key} `))) {
        first = event.key
        timer = setTimeout(() => (first = ''), 1000)
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [shortcuts])
}
