import assert from 'node:assert/strict'
import { test } from 'node:test'

import { problems } from '../src/pages/operations/operations.ts'
import { choices, packageOf } from '../src/pages/policy/compared.ts'
import { backwards, base64, bucketFor, checks, consequence, counted, differed, none, steps, sum, wrongReason } from '../src/pages/policy/stages.ts'

const state = (more = {}) => ({ revision: '1', digest: 'd'.repeat(64), published: false, previous: 0, candidate: null, ...more })
const candidate = (stage, percent = 0) => ({ revision: '8', digest: 'c'.repeat(64), stage, percent, tolerance: 20, inForce: true })

test('one step is the current one, and the canary says its share', () => {
  const shown = (p) => steps(p).map((s) => (s.current ? `[${s.text}]` : s.text)).join(' ')
  assert.equal(shown(state()), 'Shadow Canary Active')
  assert.equal(shown(state({ candidate: candidate('shadow') })), '[Shadow] Canary Active')
  assert.equal(shown(state({ published: true, candidate: candidate('canary', 25) })), 'Shadow [Canary 25 %] Active')
  assert.equal(shown(state({ published: true })), 'Shadow Canary [Active]')
})

test('differences add up, and a shadow is held to failures alone', () => {
  const d = sum([{ ...none, compared: 3, newlyRefused: 2 }, { ...none, compared: 1000, failed: 1, newlyPermitted: 4 }])
  assert.deepEqual(d, { compared: 1003, newlyRefused: 2, newlyPermitted: 4, otherReasons: 0, failed: 1 })
  assert.equal(counted('shadow', d), 1)
  assert.equal(counted('canary', d), 3)
  assert.equal(differed(d), 'Of 1,003 compared requests, 2 would be refused and 4 permitted unlike today; 1 decision failed.')
  assert.equal(differed(none), 'No request was compared yet.')
})

test('what will happen', () => {
  assert.match(consequence('canary', '8', 25, 20), /about 25 of 100 subjects, and only restricts\. More than 20 unexpected refusals on all servers/)
  assert.match(consequence('shadow', '8', 0, 1), /never obeyed\. More than 1 failed decision on all/)
  assert.doesNotMatch(consequence('canary', '8', 25, 0), /More than/)
  assert.match(consequence('active', '8', 0, 0), /every request, on every server/)
  assert.equal(backwards(state()), '')
  assert.match(backwards(state({ previous: 1 })), /stops deciding/)
  assert.match(backwards(state({ previous: 1, candidate: candidate('shadow') })), /revision 8 in the stage shadow, is withdrawn/)
})

test('a refused bundle passed what comes before its cause', () => {
  const shown = (cause) => checks(cause).map((c) => `${c.name} ${c.state}`).join(', ')
  assert.equal(shown('scope'), 'Archive passed, Signature passed, Scope failed, Gate not reached, Revision not reached')
  assert.equal(shown('unsigned'), 'Archive passed, Signature failed, Scope not reached, Gate not reached, Revision not reached')
  assert.equal(shown('tests').includes('Gate failed'), true)
  assert.equal(shown('something new'), '')
})

test('reasons are counted as the server counts them', () => {
  assert.equal(wrongReason('because'), undefined)
  assert.match(wrongReason('  \n '), /Say why/)
  assert.equal(wrongReason('😀'.repeat(500)), undefined)
  assert.match(wrongReason('x'.repeat(10_000)), /these are 10,000/)
})

test('bytes of every value and number become base64', () => {
  for (const length of [0, 1, 2, 3, 8191, 8192, 8193, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7)
    assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'))
  }
})

test('bars grow with the age of a trial', () => {
  const now = Date.parse('2026-12-01T00:00:00Z')
  assert.deepEqual([null, '2026-11-30T23:00:00Z', '2026-11-29T00:00:00Z', '2026-10-01T00:00:00Z'].map((t) => bucketFor(t, now)), [60, 60, 3600, 86_400])
})

test('policies to choose from are those of now and of the history, each once', () => {
  const history = [{ digest: 'c'.repeat(64), revision: '8' }, { digest: 'c'.repeat(64), revision: '8' }, { digest: 'e'.repeat(64), revision: '7' }]
  assert.deepEqual(choices(state({ history, candidate: candidate('shadow') }), 'active').map((o) => o.value), ['active', 'candidate', 'own', 'c'.repeat(16), 'e'.repeat(16)])
  assert.deepEqual(choices(undefined, 'somewhere').map((o) => o.value), ['active', 'own', 'somewhere'])
  assert.equal(packageOf('data.authz.rules.freeze.deny'), 'authz.rules.freeze')
  assert.equal(packageOf('data.authz.rules.freeze._helper'), undefined)
})

test('what is to be mended on a server', () => {
  const server = (more = {}) => ({ silent: false, policy: { staleSeconds: 0 }, log: { waiting: 0, capacity: 4096 }, clockSkewMillis: 5, ...more })
  assert.deepEqual(problems(server()), [])
  assert.deepEqual(problems(server({ log: { waiting: 4096, capacity: 4096 } })), ['Log queue is full: requests are refused'])
  assert.deepEqual(problems(server({ silent: true, clockSkewMillis: 1e9 })), ['Silent'])
  assert.deepEqual(problems(server({ log: { waiting: 2048, capacity: 4096 }, clockSkewMillis: -90_000, policy: { problem: 'no key' } })), ['no key', 'Log queue is more than half full', 'Clock is 1 minute 30 seconds off'])
})
