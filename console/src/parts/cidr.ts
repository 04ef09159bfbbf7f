// Addresses and ranges, to say what a list of trusted IPs lets in while it is
// typed. The server alone decides.

function parse4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((p) => !/^\d{1,3}$/.test(p) || Number(p) > 255 || (p.length > 1 && p.startsWith('0')))) return undefined
  return parts.reduce((n, p) => (n << 8n) | BigInt(p), 0n)
}

function parse6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const left = groups(halves[0])
  const right = halves.length === 2 ? groups(halves[1]) : []
  const missing = 8 - left.length - right.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...left, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...right]
  if (all.some((g) => !/^[0-9a-fA-F]{1,4}$/.test(g))) return undefined
  return all.reduce((n, g) => (n << 16n) | BigInt(parseInt(g, 16)), 0n)
}

export interface Address {
  bits: 32 | 128
  value: bigint
}

export function parseAddress(text: string): Address | undefined {
  const four = parse4(text)
  if (four !== undefined) return { bits: 32, value: four }
  const six = parse6(text)
  return six === undefined ? undefined : { bits: 128, value: six }
}

export interface Range extends Address {
  prefix: number
}

export function parseRange(text: string): Range | undefined {
  const [address, length, more] = text.trim().split('/')
  const found = parseAddress(address)
  if (!found || more !== undefined) return undefined
  if (length === undefined) return { ...found, prefix: found.bits }
  if (!/^\d{1,3}$/.test(length) || Number(length) > found.bits) return undefined
  return { ...found, prefix: Number(length) }
}

export function contains(range: Range, address: Address): boolean {
  if (range.bits !== address.bits) return false
  const shift = BigInt(range.bits - range.prefix)
  return range.value >> shift === address.value >> shift
}

/** lines are the entries of a list with one on each line. */
export function lines(text: string): string[] {
  return text.split(/[\n,]/).map((line) => line.trim()).filter(Boolean)
}

export function wrongRange(text: string): string | undefined {
  return lines(text).find((line) => !parseRange(line))
}

/** inside says which range of a list holds an address. */
export function inside(list: string, address: string): string | undefined {
  const wanted = parseAddress(address.trim())
  return wanted && lines(list).find((line) => {
    const range = parseRange(line)
    return range && contains(range, wanted)
  })
}
