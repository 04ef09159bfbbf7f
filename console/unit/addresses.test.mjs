import assert from 'node:assert/strict'
import { test } from 'node:test'

globalThis.location = new URL('https://warder.example/console/login')
const { isOwnPath, rememberNext, takeNext } = await import('../src/app/next.ts')
const { withQuery } = await import('../src/api/http.ts')
const { readError } = await import('../src/api/errors.ts')

test('only a path of this console is gone to after a log-in', () => {
  for (const path of ['/org/0190/decisions', '/console/org/0190/project/p/secrets?env=dev&path=%2Fdb']) assert.ok(isOwnPath(path), path)
  for (const path of ['//evil.example/org/x', 'https://evil.example/org/x', '/\\evil.example', 'javascript:alert(1)', '/org/x\n', '/login', '/org/x#y', '/org/../../evil']) assert.ok(!isOwnPath(path), path)
  rememberNext('https://evil.example')
  assert.equal(takeNext(), '')
  rememberNext('/console/org/0190')
  assert.equal(takeNext(), '/org/0190')
  assert.equal(takeNext(), '')
})

test('a query leaves out what is not set', () => {
  assert.equal(withQuery('/x', { a: 'b c&d', n: 0, no: false, none: undefined, empty: '' }), '/x?a=b+c%26d&n=0&no=false')
  assert.equal(withQuery('/x', {}), '/x')
})

test('errors are read out of their envelope', () => {
  const refused = readError(403, { reqId: 'req-1', message: 'No', details: { decisionId: 'd', reasons: [{ code: 'permission_missing', message: 'No' }] } }, 0)
  assert.deepEqual([refused.refused, refused.decisionId, refused.requestId, refused.unreachable], [true, 'd', 'req-1', false])
  const invalid = readError(422, { message: [{ path: ['name'], message: 'Too long' }, { path: ['role'], message: 'Required' }] }, 0)
  assert.deepEqual([invalid.message, invalid.issues.length], ['Too long; Required', 2])
  const odd = readError(502, undefined, 3)
  assert.deepEqual([odd.unreachable, odd.retryAfter, odd.message], [true, 3, 'The server answered 502'])
})
