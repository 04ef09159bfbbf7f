import assert from 'node:assert/strict'
import { test } from 'node:test'

import { differing, readBundle, stepsOf } from '../src/pages/policy/bundle.ts'
import { gzipped, tar } from '../src/pages/policy/try/tar.ts'
import { untar } from '../src/pages/policy/try/untar.ts'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const rule = 'authz/rules/freeze/freeze.rego'
const files = { '.manifest': '{"revision":"7"}', [rule]: 'package authz.rules.freeze', [`authz/${'long/'.repeat(24)}x.rego`]: 'päckage' }
const signed = { '.signatures.json': JSON.stringify({ signatures: [`${part({ kid: 'team' })}.${part({ scope: 'tests' })}.x`] }) }

test('a bundle is read in the browser as it was packed', async () => {
  const bundle = await readBundle(await gzipped(tar({ ...files, ...signed })))
  assert.deepEqual(bundle, { files, revision: '7', signed: { key: 'team', scope: 'tests' } })
})

test('what is no bundle says why', async () => {
  const whole = await gzipped(tar(files))
  await assert.rejects(readBundle(whole.slice(0, whole.length / 2)))
  await assert.rejects(readBundle(new TextEncoder().encode('not gzip')))
  assert.throws(() => untar(tar(files).slice(0, 520)), /is cut off/)
  await assert.rejects(readBundle(await gzipped(tar({ 'data.json': 'x'.repeat((16 << 20) + 1) }))), /more than 16,777,216 bytes/)
  assert.equal((await readBundle(await gzipped(tar({ '.signatures.json': '{"signatures":["a.b"]}', '.manifest': 'null' })))).revision, '')
})

const stateOf = (steps) => Object.fromEntries(steps.map((s) => [s.name, s.state]))

test('steps say what passed, what failed and what is left to publishing', () => {
  const bundle = { files: { ...files, 'authz/x_test.rego': '' }, revision: '7', signed: { key: 'team', scope: 'tests' } }
  const good = stepsOf(bundle, { passed: true, findings: [{ step: 'lint', message: 'so so', warning: true }], tests: [{}, {}], coverage: { a: { covered: [[1, 9]], notCovered: [[10, 10]] } } })
  assert.deepEqual(stateOf(good), { 'Archive': 'passed', 'Signature and scope': 'at publishing', 'Revision': 'at publishing', 'Format': 'passed', 'Strict check': 'passed', 'Lint': 'passed', 'Tests': 'passed', 'Coverage': 'passed' })
  assert.equal(good.at(-1).says, '90 % of the lines')
  const bad = stepsOf({ files, revision: '' }, { passed: false, findings: [{ step: 'check', message: 'undefined ref', file: rule, row: 3 }, { step: 'bounds', message: 'too long' }] })
  assert.deepEqual(stateOf(bad), { 'Archive': 'passed', 'Signature and scope': 'failed', 'Revision': 'at publishing', 'Format': 'passed', 'Strict check': 'failed', 'Lint': 'passed', 'Tests': 'not reached', 'Coverage': 'not reached', 'Gate': 'failed' })
  assert.equal(bad[4].says, `${rule}:3: undefined ref`)
})

test('a bundle differs from the policy in force by more than tests and what the binary has', () => {
  const inForce = { files: { '.manifest': '', [rule]: 'other', 'authz/guard.rego': 'x', 'authz/x_test.rego': '', 'authz/gone.rego': '' }, guardrails: ['authz/guard.rego'] }
  inForce.files['authz/roles/data.json'] = '{"b":1,"a":{"d":1,"c":2}}'
  assert.deepEqual(differing(inForce, { files: { 'data.json': '{"authz":{"roles":{"a":{"c":2,"d":1},"b":1}}}', [rule]: 'new', 'authz/new.rego': '' }, revision: '' }).map((c) => `${c.kind} ${c.path}`), ['removed authz/gone.rego', 'added authz/new.rego', `changed ${rule}`])
})
