/** Leaf is what a tree leads to; folder is where it hangs, as a/b, or nothing at the top. */
export interface Leaf {
  id: string
  folder: string
  name: string
}

/** Row is a line of a tree as it is shown: a folder, or a leaf. */
export interface Row {
  id: string
  name: string
  level: number
  /** open is of folders. */
  open?: boolean
  /** parent is the id of the folder around it. */
  parent?: string
  place: number
  of: number
}

const folderId = (path: string) => `folder ${path}`

/** rowsOf are the lines of a tree of which some folders are closed: folders before leaves, both by name. */
export function rowsOf(leaves: Leaf[], closed: Set<string>, at = '', level = 1): Row[] {
  const under = at ? `${at}/` : ''
  const here = leaves.filter((l) => l.folder === at)
  const inside = leaves.filter((l) => l.folder !== at && l.folder.startsWith(under))
  const folders = [...new Set(inside.map((l) => l.folder.slice(under.length).split('/')[0]))].sort()
  const of = folders.length + here.length
  const common = { level, of, ...(at && { parent: folderId(at) }) }
  return [
    ...folders.flatMap((name, i) => {
      const path = under + name
      const open = !closed.has(folderId(path))
      return [{ ...common, id: folderId(path), name, open, place: i + 1 }, ...(open ? rowsOf(leaves.filter((l) => l.folder === path || l.folder.startsWith(`${path}/`)), closed, path, level + 1) : [])]
    }),
    ...here.sort((a, b) => a.name.localeCompare(b.name)).map((l, i) => ({ ...common, id: l.id, name: l.name, place: folders.length + i + 1 })),
  ]
}

/** step is where a key leads from a line; a folder that is to be opened or closed instead is named by toggle. */
export function step(rows: Row[], at: string, key: string): { to?: string; toggle?: string } {
  const i = Math.max(0, rows.findIndex((r) => r.id === at))
  const row = rows[i]
  switch (key) {
    case 'ArrowDown': return { to: rows[Math.min(rows.length - 1, i + 1)]?.id }
    case 'ArrowUp': return { to: rows[Math.max(0, i - 1)]?.id }
    case 'Home': return { to: rows[0]?.id }
    case 'End': return { to: rows.at(-1)?.id }
    case 'ArrowRight': return row?.open === undefined ? {} : row.open ? { to: rows[i + 1]?.id } : { toggle: row.id }
    case 'ArrowLeft': return row?.open ? { toggle: row.id } : { to: row?.parent }
  }
  if (key.length !== 1 || key === ' ') return {}
  const after = [...rows.slice(i + 1), ...rows.slice(0, i + 1)]
  return { to: after.find((r) => r.name.toLowerCase().startsWith(key.toLowerCase()))?.id }
}
