import type { OrgIdentity, OrgRole } from '../../api/types.ts'
import type { Option } from '../../parts/Combobox.tsx'

export function roleName(roles: OrgRole[] | undefined, slug: string): string {
  return roles?.find((r) => r.slug === slug)?.name ?? slug
}

export function roleOf(row: OrgIdentity): string {
  return row.customRole?.slug ?? row.role
}

export function roleOptions(roles: OrgRole[] | undefined, refused: (slug: string) => string | undefined = () => undefined): Option[] {
  return (roles ?? []).map((r) => ({ value: r.slug, label: r.name, hint: r.description || undefined, refused: refused(r.slug) }))
}
