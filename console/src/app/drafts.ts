// What was typed into forms, except secrets, lives in memory until it is sent or
// given up, so that a lock, a log-in or a closed dialog loses nothing. It is bound
// to the person: another one starts with empty forms.
const drafts = new Map<string, Record<string, unknown>>()
let owner = ''

export function draftOf(name: string): Record<string, unknown> | undefined {
  return drafts.get(name)
}

export function keepDraft(name: string, values: Record<string, unknown>): void {
  drafts.set(name, values)
}

export function dropDraft(name: string): void {
  drafts.delete(name)
}

/** draftsBelongTo empties the drafts of every other person. */
export function draftsBelongTo(userId: string): void {
  if (owner && userId && owner !== userId) drafts.clear()
  if (userId) owner = userId
}

