import { useSyncExternalStore } from 'react'

let text = ''
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** announce says something to everybody, screen readers included, for some seconds. */
export function announce(message: string): void {
  text = message
  clearTimeout(timer)
  timer = setTimeout(() => {
    text = ''
    listeners.forEach((l) => l())
  }, 6000)
  listeners.forEach((l) => l())
}

export function useAnnouncement(): string {
  return useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => text)
}
