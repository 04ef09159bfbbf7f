import { useEffect, useState } from 'react'

const pause = 150

/** useSettled is a value once it has stopped changing: what is typed becomes one request, not one for each key. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
