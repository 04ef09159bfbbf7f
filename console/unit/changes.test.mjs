import assert from 'node:assert/strict'
import { test } from 'node:test'

import { acknowledged, batchOf, byPlace, movedOn, without, withChange } from '../src/pages/secrets/changes.ts'

const change = (environment, secretKey, value, version = 1) => ({ place: { projectId: 'p', environment, path: '/' }, secret: { id: `${environment}-${secretKey}`, secretKey, version }, value })
const of = (...changes) => changes.reduce(withChange, new Map())

test('a change of the same value takes the place of the one before', () => {
  const changes = of(change('dev', 'A', '1'), change('dev', 'B', '2'), change('prod', 'A', '3'), change('dev', 'A', '4'))
  assert.deepEqual(byPlace(changes).map((some) => [some[0].place.environment, ...some.map((c) => c.value)]), [['dev', '4', '2'], ['prod', '3']])
  assert.equal(without(changes, change('dev', 'A', '')).size, 2)
  assert.equal(changes.size, 3)
})

test('the changes of a folder are one batch, which fails where a secret is gone', () => {
  assert.deepEqual(batchOf([change('dev', 'A', '1'), change('dev', 'B', '')]), {
    projectId: 'p', environment: 'dev', secretPath: '/', type: 'shared', mode: 'failOnNotFound', secrets: [{ secretKey: 'A', secretValue: '1' }, { secretKey: 'B', secretValue: '' }],
  })
})

test('a version that moved on is named, and put over once it was seen', () => {
  const changes = of(change('dev', 'A', '1', 3), change('dev', 'B', '2'), change('dev', 'C', '3'))
  const now = [{ id: 'dev-A', version: 4 }, { id: 'dev-B', version: 1 }]
  const moved = movedOn([...changes.values()], now)
  assert.deepEqual(moved.map((m) => [m.change.secret.secretKey, m.version]), [['A', 4], ['C', undefined]])
  const next = acknowledged(changes, moved)
  assert.deepEqual([...next.values()].map((c) => c.secret.secretKey), ['A', 'B'])
  assert.deepEqual(movedOn([...next.values()], now), [])
})
