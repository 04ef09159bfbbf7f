import assert from 'node:assert/strict'
import { test } from 'node:test'

import { matches } from '../src/pages/roles/glob.ts'
import { held, readRules, sentence, withAction, writeRules } from '../src/pages/roles/rules.ts'

test('both forms of permissions are read, and written as one', () => {
  const packed = [['read,edit', 'secrets', { environment: { $eq: 'dev' } }, 1], ['read', 'roles,members']]
  const rules = readRules(packed)
  assert.deepEqual(rules, [
    { subject: 'secrets', actions: ['read', 'edit'], conditions: { environment: { $eq: 'dev' } }, inverted: true },
    { subject: 'roles', actions: ['read'], conditions: undefined, inverted: false }, { subject: 'members', actions: ['read'], conditions: undefined, inverted: false },
  ])
  assert.deepEqual(readRules(writeRules(rules)), rules)
  assert.deepEqual(readRules('all'), [])
})

test('an action is given and taken without touching rules with conditions', () => {
  const special = { subject: 'identity', actions: ['read'], conditions: { environment: 'dev' }, inverted: false }
  let rules = withAction([special], 'identity', 'edit', true)
  assert.deepEqual([...held(rules).get('identity')], ['edit'])
  rules = withAction(rules, 'identity', 'edit', false)
  assert.deepEqual(rules, [special])
})

test('a rule as a sentence', () => {
  assert.equal(sentence({ subject: 'secrets', actions: ['read', 'edit', 'delete'], inverted: false }), 'May read, edit and delete secrets')
  assert.equal(sentence({ subject: 'secrets', actions: ['readValue'], inverted: true, conditions: { secretPath: { $glob: '/ledger/**' }, environment: 'prod' } }), 'May never readValue secrets where secretPath matches /ledger/** and environment is prod')
  assert.equal(sentence({ subject: 'secrets', actions: [], inverted: false, conditions: { environment: { $in: ['dev', 'staging'] } } }), 'May do nothing secrets where environment is one of dev or staging')
})

test('globs', () => {
  for (const [pattern, text, is] of [
    ['/db/*', '/db/a', true], ['/db/*', '/db/a/b', false], ['/db/**', '/db/a/b', true], ['**', '/', true], ['/a?', '/ab', true], ['/a?', '/a/', false], ['{dev,prod}', 'prod', true], ['a.b', 'axb', false], ['[a', '[a', true],
  ]) assert.equal(matches(pattern, text), is, `${pattern} on ${text}`)
})
