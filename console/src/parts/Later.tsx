import { useIsFetching } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'

/**
 * Later draws a part that is far down a page once it comes into the window, so that the page
 * asks for no more than is seen. It waits for what the page reads first, which moves it down.
 */
export function Later({ children }: { children: ReactNode }) {
  const [near, setNear] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const busy = useIsFetching() > 0
  useEffect(() => {
    if (near || busy || !place.current) return
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((e) => e.isIntersecting)) setNear(true)
    })
    watch.observe(place.current)
    return () => watch.disconnect()
  }, [near, busy])
  return near ? children : <div ref={place} className="later" />
}
