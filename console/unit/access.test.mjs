import assert from 'node:assert/strict'
import { test } from 'node:test'

import { because, comparedDraft, keepComparedDraft, readSide, sideBody, writeSide } from '../src/pages/access/sides.ts'

test('a side is in the address as it was chosen', () => {
  for (const [text, side] of [['identity:i-1', { kind: 'identity', id: 'i-1' }], ['role:a-b', { kind: 'role', id: 'a-b' }], ['user:', { kind: 'user', id: '' }]]) {
    assert.deepEqual(readSide(text, 'draft'), side)
    assert.equal(writeSide(side), text)
  }
  assert.deepEqual(readSide('draft', 'role'), { kind: 'draft', id: '' })
  assert.equal(writeSide({ kind: 'draft', id: '' }), 'draft')
  for (const wrong of [undefined, '', 'group:x', 'admin']) assert.deepEqual(readSide(wrong, 'role'), { kind: 'role', id: '' })
})

test('a side that is not chosen is not sent', () => {
  assert.equal(sideBody({ kind: 'role', id: '' }, []), undefined)
  assert.equal(sideBody({ kind: 'draft', id: '' }, undefined), undefined)
  assert.deepEqual(sideBody({ kind: 'draft', id: '' }, []), { permissions: [] })
  assert.deepEqual(sideBody({ kind: 'role', id: 'admin' }, undefined), { role: 'admin' })
  assert.deepEqual(sideBody({ kind: 'user', id: 'u' }, undefined), { subject: { type: 'user', id: 'u' } })
})

test('the draft of the editor is what is compared', () => {
  assert.equal(comparedDraft(), undefined)
  keepComparedDraft([{ subject: 'role', actions: ['read'], inverted: false }, { subject: 'tags', actions: [], inverted: false }])
  assert.deepEqual(comparedDraft(), [{ subject: 'role', action: ['read'] }])
})

test('every reason of the policy has words', async () => {
  const { readFileSync } = await import('node:fs')
  const rego = readFileSync(new URL('../../policies/authz/lib/shortfall/shortfall.rego', import.meta.url), 'utf8')
  const reasons = [...rego.matchAll(/:= "(\w+)"/g)].map((m) => m[1])
  assert.ok(reasons.length >= 5)
  assert.deepEqual(reasons.filter((r) => !because[r]), [])
})
