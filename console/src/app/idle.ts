import { useSyncExternalStore } from 'react'

import { getSession, lock } from './session.ts'

const warning = 60_000

let limit = 0
let last = performance.now()
let warned = false
const listeners = new Set<() => void>()
const tabs = new BroadcastChannel('warder-activity')

/** startIdleLock locks after so many seconds without input, in any tab. */
export function startIdleLock(seconds: number): void {
  limit = seconds * 1000
  if (!limit) return
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) addEventListener(kind, active, { passive: true, capture: true })
  tabs.onmessage = () => touched()
  setInterval(look, 1000)
}

let told = 0

function active(): void {
  if (warned) return // the warning is answered by its button
  touched()
  if (last - told > 5000) {
    told = last
    tabs.postMessage('active')
  }
}

function touched(): void {
  last = performance.now()
  warn(false)
}

export function stay(): void {
  touched()
  tabs.postMessage('active')
}

function look(): void {
  if (getSession().phase !== 'inside') return touched()
  const idle = performance.now() - last
  if (idle >= limit) {
    warn(false)
    void lock()
  } else if (idle >= limit - Math.min(warning, limit / 2)) {
    warn(true)
  }
}

function warn(next: boolean): void {
  if (warned === next) return
  warned = next
  listeners.forEach((l) => l())
}

export function useIdleWarning(): boolean {
  return useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => warned)
}
