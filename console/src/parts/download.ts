import { csvCell } from './text.ts'

/** download hands text over as a file. A link with data in it needs no blob: in the policy for content. */
export function download(name: string, kind: string, text: string): void {
  const link = document.createElement('a')
  link.href = `data:${kind};charset=utf-8,${encodeURIComponent(text)}`
  link.download = name
  link.click()
}

/** downloadBytes hands over what is no text. */
export function downloadBytes(name: string, kind: string, bytes: Uint8Array): void {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  const link = document.createElement('a')
  link.href = `data:${kind};base64,${btoa(text)}`
  link.download = name
  link.click()
}

export function csv(headers: string[], rows: string[][]): string {
  return [headers, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n'
}
