// Changes of values that were typed into the grid and are not saved yet. They are
// secrets: they live in the page's own state, and end with it.
import type { Secret } from '../../api/types.ts'
import type { Place } from './queries.ts'

export interface Change {
  place: Place
  secret: Secret
  value: string
}

export type Changes = ReadonlyMap<string, Change>

export const keyOf = (place: Place, secretKey: string) => JSON.stringify([place.environment, place.path, secretKey])

export function withChange(changes: Changes, change: Change): Changes {
  return new Map(changes).set(keyOf(change.place, change.secret.secretKey), change)
}

export function without(changes: Changes, ...gone: Change[]): Changes {
  const left = new Map(changes)
  for (const change of gone) left.delete(keyOf(change.place, change.secret.secretKey))
  return left
}

/** byPlace puts together what one batch can save: the changes of one folder. */
export function byPlace(changes: Changes): Change[][] {
  const places = new Map<string, Change[]>()
  for (const change of changes.values()) {
    const key = JSON.stringify([change.place.projectId, change.place.environment, change.place.path])
    places.set(key, [...(places.get(key) ?? []), change])
  }
  return [...places.values()]
}

export function batchOf(changes: Change[]): Record<string, unknown> {
  const { projectId, environment, path } = changes[0].place
  return { projectId, environment, secretPath: path, type: 'shared', mode: 'failOnNotFound', secrets: changes.map((c) => ({ secretKey: c.secret.secretKey, secretValue: c.value })) }
}

/** Moved is a change that began at a version which is not that of now; undefined is a secret that is gone. */
export interface Moved {
  change: Change
  version: number | undefined
}

/** movedOn are the changes of a folder whose secrets another hand has changed since. */
export function movedOn(changes: Change[], now: Secret[]): Moved[] {
  return changes.flatMap((change) => {
    const version = now.find((s) => s.id === change.secret.id)?.version
    return version === change.secret.version ? [] : [{ change, version }]
  })
}

/** acknowledged takes over the versions of now, which the person has seen and puts theirs over. */
export function acknowledged(changes: Changes, moved: Moved[]): Changes {
  let next = changes
  for (const { change, version } of moved) {
    next = version === undefined ? without(next, change) : withChange(next, { ...change, secret: { ...change.secret, version } })
  }
  return next
}
