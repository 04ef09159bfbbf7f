const block = 512

/** mostBytes is how much a bundle may unpack to, as on the server. */
const mostBytes = 16 << 20

/** untar reads the files of an archive as bundles have them; an error where it is none. */
export function untar(bytes: Uint8Array): Record<string, string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const files: Record<string, string> = {}
  for (let at = 0; at + block <= bytes.length;) {
    const text = (from: number, length: number) => new TextDecoder().decode(bytes.subarray(at + from, at + from + length)).replace(/\0[^]*$/, '')
    const name = text(0, 100)
    if (!name) return files
    const size = parseInt(text(124, 12).trim(), 8)
    if (!(size >= 0) || at + block + size > bytes.length) throw new Error(`${name} is cut off`)
    const kind = text(156, 1)
    const folder = text(257, 5) === 'ustar' ? text(345, 155) : ''
    if (kind === '0' || kind === '') files[(folder ? `${folder}/${name}` : name).replace(/^\.?\//, '')] = decoder.decode(bytes.subarray(at + block, at + block + size))
    at += block + Math.ceil(size / block) * block
  }
  return files
}

/** unpacked is an archive without its compression, as far as it may be large. */
export async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  const reader = new Response(bytes as BodyInit).body!.pipeThrough(new DecompressionStream('gzip')).getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    if ((size += value.length) > mostBytes) {
      await reader.cancel()
      throw new Error(`it unpacks to more than ${mostBytes.toLocaleString('en')} bytes`)
    }
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
