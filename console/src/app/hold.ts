let held = 0

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

/** holdPage makes leaving the page ask first, until it is let go. */
export function holdPage(): () => void {
  if (held++ === 0) addEventListener('beforeunload', ask)
  return () => {
    if (--held === 0) removeEventListener('beforeunload', ask)
  }
}

export function pageIsHeld(): boolean {
  return held > 0
}
