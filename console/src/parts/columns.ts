const names = (hide: string | undefined) => (hide ?? '').split(',').filter(Boolean)

/** shownColumns are all but those that an address hides; the first one is never hidden. */
export function shownColumns<C extends { id: string; hideHeader?: boolean }>(columns: C[], hide: string | undefined): C[] {
  const hidden = names(hide)
  return columns.filter((c, i) => i === 0 || c.hideHeader || !hidden.includes(c.id))
}

/** withColumn is what an address hides once a column is shown or hidden; undefined for nothing. */
export function withColumn(hide: string | undefined, id: string, on: boolean): string | undefined {
  const rest = names(hide).filter((name) => name !== id)
  return [...rest, ...(on ? [] : [id])].join(',') || undefined
}
