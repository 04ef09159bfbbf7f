import assert from 'node:assert/strict'
import { test } from 'node:test'

import { deadAmong, findRules, ruleAt } from '../src/pages/policy/find.ts'
import { countByCode } from '../src/pages/policy/queries.ts'

const rule = (name, line, endLine, more = {}) => ({ name, line, endLine, title: '', description: '', code: '', status: '', remediation: '', ...more })
const network = { file: 'authz/rules/network/network.rego', package: 'authz.rules.network', title: 'The address', description: '', guardrail: false, rules: [
  rule('deny', 23, 30, { title: 'The address is not known', code: 'address_unknown' }), rule('deny', 41, 48, { code: 'ip_not_allowed', description: 'Outside every range' }), rule('_trusts', 60, 62),
] }
const main = { ...network, file: 'authz/main/main.rego', title: 'The decision', rules: [rule('decision', 10, 20)] }

test('rules are found by file, title, name, code and description', () => {
  const found = (text) => findRules([main, network], text).map((f) => f.rule.line)
  assert.deepEqual(found(''), [10, 23, 41, 60])
  assert.deepEqual(found('IP_NOT'), [41])
  assert.deepEqual(found('outside every'), [41])
  assert.deepEqual(found('not known'), [23])
  assert.deepEqual(found('main.rego'), [10])
  assert.deepEqual(found('the decision'), [10])
  assert.deepEqual(found('nothing of the kind'), [])
})

test('a line belongs to the rule that it stands in, and METADATA to the rule below', () => {
  for (const [line, at] of [[23, 23], [30, 23], [31, 41], [48, 41], [49, 60], [1, 23]]) assert.equal(ruleAt(network, line)?.line, at, `line ${line}`)
  assert.equal(ruleAt(network, 63), undefined)
})

test('refusals are counted by code over all buckets', () => {
  assert.deepEqual([...countByCode({ complete: true, buckets: [{ start: '', values: { permitted: 5, a: 1 } }, { start: '', values: { a: 2, b: 1, '': 3 } }] })], [['a', 3], ['b', 1]])
})

test('a rule that may refuse and did not is dead', () => {
  const file = { file: 'a.rego', rules: [] }
  const found = [1, 2, 3].map((line) => ({ file, rule: { line } }))
  const hits = new Map([['a.rego:1', { hour: 0, day: 0, week: 0 }], ['a.rego:2', { hour: 0, day: 0, week: 4 }]]) // the third has no code
  assert.deepEqual(deadAmong(found, hits).map((f) => f.rule.line), [1])
})
