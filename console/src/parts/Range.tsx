import { useAddress } from '../app/place.ts'

export const presets = [
  { value: '1h', label: 'Last hour', ms: 3600_000 }, { value: '24h', label: 'Last 24 hours', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 7 * 86_400_000 }, { value: '30d', label: 'Last 30 days', ms: 30 * 86_400_000 },
]

export interface Between {
  from: string
  to: string
  /** open is a range that ends now, whenever that is. */
  open: boolean
}

/** between reads the range out of an address: two times, or one of the presets. */
export function between(address: Record<string, string | undefined>, usual = '24h', now = Date.now()): Between {
  if (address.from || address.to) {
    const to = address.to ? toIso(address.to) : new Date(now).toISOString()
    return { from: address.from ? toIso(address.from) : new Date(Date.parse(to) - 86_400_000).toISOString(), to, open: !address.to }
  }
  const preset = presets.find((p) => p.value === (address.range ?? usual)) ?? presets[1]
  return { from: new Date(now - preset.ms).toISOString(), to: new Date(now).toISOString(), open: true }
}

function toIso(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? new Date().toISOString() : time.toISOString()
}

const local = (iso: string) => {
  const d = new Date(iso)
  return new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function RangeFilter({ usual }: { usual: string }) {
  const [address, change] = useAddress()
  const custom = Boolean(address.from || address.to)
  const range = between(address, usual)
  return (
    <>
      <label className="filter">
        Range
        <select className="input" aria-label="Range" value={custom ? 'custom' : (address.range ?? usual)} onChange={(e) => e.target.value === 'custom' ? change({ from: range.from, to: range.to, range: undefined }) : change({ range: e.target.value, from: undefined, to: undefined })}>
          {presets.map((p) => <option key={p.value} value={p.value}>{p.label}</option>)}
          <option value="custom">From and to</option>
        </select>
      </label>
      {custom && (
        <>
          <label className="filter">From<input className="input" type="datetime-local" aria-label="From" value={local(range.from)} onChange={(e) => e.target.value && change({ from: new Date(e.target.value).toISOString() })} /></label>
          <label className="filter">To<input className="input" type="datetime-local" aria-label="To" value={local(range.to)} onChange={(e) => e.target.value && change({ to: new Date(e.target.value).toISOString() })} /></label>
        </>
      )}
    </>
  )
}

interface ChoiceProps {
  label: string
  /** name of the parameter in the address. */
  name: string
  options: { value: string; label: string }[]
}

/** Choice is a filter of few values, kept in the address. */
export function Choice({ label, name, options }: ChoiceProps) {
  const [address, change] = useAddress()
  return (
    <label className="filter">
      {label}
      <select className="input" aria-label={label} value={address[name] ?? ''} onChange={(e) => change({ [name]: e.target.value })}>
        {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
      </select>
    </label>
  )
}
