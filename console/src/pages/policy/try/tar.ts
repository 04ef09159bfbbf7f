const block = 512

/** tar is files as an archive, in their order. */
export function tar(files: Record<string, string>): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  for (const path of Object.keys(files).sort()) {
    const content = encoder.encode(files[path])
    const padded = new Uint8Array(Math.ceil(content.length / block) * block)
    padded.set(content)
    parts.push(header(encoder, path, content.length), padded)
  }
  parts.push(new Uint8Array(2 * block))
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** header is a file's, in the form of ustar; a long path is parted at a folder. */
function header(encoder: TextEncoder, path: string, size: number): Uint8Array {
  const head = new Uint8Array(block)
  const write = (at: number, text: string) => head.set(encoder.encode(text), at)
  const cut = path.length > 100 ? path.indexOf('/', path.length - 101) : -1
  write(0, path.slice(cut + 1))
  write(100, '0000644\0' + '0000000\0'.repeat(2) + `${size.toString(8).padStart(11, '0')}\0` + '00000000000\0' + ' '.repeat(8) + '0')
  write(257, 'ustar\0' + '00')
  if (cut > 0) write(345, path.slice(0, cut))
  write(148, `${head.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `)
  return head
}

/** gzipped is an archive as bundles travel. */
export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Response(bytes as BodyInit).body!.pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
