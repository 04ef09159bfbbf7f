export interface Permitted {
  projectId: string
  resource: string
  environment: string
  secretPath: string
  action: string
  grants: string
}

interface Place {
  projectId: string
  count: number
  /** folders are by environment:path; the empty one is what is in no folder. */
  folders: { where: string; permitted: Permitted[] }[]
}

/** byPlace sorts permissions into projects, in the order in which they come, and folders. */
export function byPlace(permitted: Permitted[]): Place[] {
  const places = new Map<string, Map<string, Permitted[]>>()
  for (const p of permitted) {
    const folders = places.get(p.projectId) ?? new Map<string, Permitted[]>()
    const where = p.environment ? `${p.environment}:${p.secretPath}` : ''
    folders.set(where, [...(folders.get(where) ?? []), p])
    places.set(p.projectId, folders)
  }
  return [...places].map(([projectId, folders]) => ({
    projectId, count: [...folders.values()].reduce((n, list) => n + list.length, 0), folders: [...folders].map(([where, list]) => ({ where, permitted: list })).sort((a, b) => a.where.localeCompare(b.where)),
  }))
}
