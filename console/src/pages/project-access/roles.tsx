import type { AssignedRole, ProjectRole } from '../../api/types.ts'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { SwitchField, TextField } from '../../parts/Field.tsx'

/** RoleValue is one role of a membership while it is edited; times are local, as the field has them. */
export interface RoleValue {
  role: string
  temporary: boolean
  starts: string
  ends: string
}

const builtIn = ['admin', 'member', 'viewer', 'no-access']

export const plainRole = (role: string): RoleValue => ({ role, temporary: false, starts: localTime(new Date()), ends: localTime(new Date(Date.now() + 8 * 3600_000)) })

function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function fromAssigned(r: AssignedRole): RoleValue {
  const role = r.customRoleSlug ?? r.role
  if (!r.isTemporary || !r.temporaryAccessStartTime || !r.temporaryAccessEndTime) return plainRole(role)
  return { role, temporary: true, starts: localTime(new Date(r.temporaryAccessStartTime)), ends: localTime(new Date(r.temporaryAccessEndTime)) }
}

/** toBody writes the window as the API has it: a start and a length. */
export function toBody(r: RoleValue): Record<string, unknown> {
  if (!r.temporary) return { role: r.role, isTemporary: false }
  const start = new Date(r.starts)
  const seconds = Math.round((new Date(r.ends).getTime() - start.getTime()) / 1000)
  return { role: r.role, isTemporary: true, temporaryMode: 'relative', temporaryRange: `${seconds}s`, temporaryAccessStartTime: start.toISOString() }
}

export function wrongRoles(roles: RoleValue[]): string | undefined {
  if (roles.some((r) => !r.role)) return 'Choose a role'
  if (roles.some((r) => r.temporary && !(new Date(r.ends) > new Date(r.starts)))) return 'The end is not after the start'
  return new Set(roles.map((r) => r.role)).size < roles.length ? 'A role is there twice' : undefined
}

interface Props {
  roles: RoleValue[]
  onChange: (roles: RoleValue[]) => void
  known: ProjectRole[] | undefined
  wrong?: string
  refused?: (slug: string) => string | undefined
}

export function RoleFields({ roles, onChange, known, wrong, refused }: Props) {
  const options = [...(known ?? [])].sort((a, b) => builtIn.indexOf(a.slug) - builtIn.indexOf(b.slug)).map((r) => ({ value: r.slug, label: r.name, hint: r.description || undefined, refused: refused?.(r.slug) }))
  const change = (i: number, part: Partial<RoleValue>) => onChange(roles.map((r, n) => (n === i ? { ...r, ...part } : r)))
  return (
    <div className="form" role="group" aria-label="Roles">
      {roles.map((r, i) => (
        <div className="form" key={i}>
          <div className="with-button">
            <div className="grow"><Combobox label="Role" value={r.role} onChange={(role) => change(i, { role })} options={options} /></div>
            {roles.length > 1 && <div className="below"><Button kind="quiet" name={`Take role ${i + 1} away`} onClick={() => onChange(roles.filter((_, n) => n !== i))}>Take away</Button></div>}
          </div>
          <SwitchField label="Temporary" checked={r.temporary} onChange={(temporary) => change(i, { temporary })} />
          {r.temporary && (
            <div className="pair">
              <TextField label="Starts" type="datetime-local" value={r.starts} onChange={(starts) => change(i, { starts })} />
              <TextField label="Ends" type="datetime-local" value={r.ends} onChange={(ends) => change(i, { ends })} />
            </div>
          )}
        </div>
      ))}
      {wrong && <div className="field"><div className="wrong" role="alert">{wrong}</div></div>}
      <div><Button onClick={() => onChange([...roles, plainRole('')])}>Add another role</Button></div>
    </div>
  )
}
