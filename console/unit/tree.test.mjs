import assert from 'node:assert/strict'
import { test } from 'node:test'

import { packageLeaf } from '../src/pages/policy/packages.ts'
import { rowsOf, step } from '../src/parts/tree.ts'

const files = ['authz/authz.rego', 'authz/lib/checks/checks.rego', 'authz/main/main.rego', 'authz/rules/network/network.rego', 'authz/rules/network/network_test.rego', 'authz/rules/aws/keys.rego']
const leaves = files.map(packageLeaf)

test('a file that is called like its folder stands for it', () => {
  assert.deepEqual(leaves.map((l) => `${l.folder}|${l.name}`), ['|authz', 'lib|checks', '|main', 'rules|network', 'rules|network_test', 'rules/aws|keys'])
})

test('folders come before files, with their level and place', () => {
  const rows = rowsOf(leaves, new Set())
  assert.deepEqual(rows.map((r) => `${r.level} ${r.place}/${r.of} ${r.name}`), ['1 1/4 lib', '2 1/1 checks', '1 2/4 rules', '2 1/3 aws', '3 1/1 keys', '2 2/3 network', '2 3/3 network_test', '1 3/4 authz', '1 4/4 main'])
  assert.deepEqual(rowsOf(leaves, new Set(['folder rules'])).map((r) => r.name), ['lib', 'checks', 'rules', 'authz', 'main'])
})

test('arrow keys move, open and close', () => {
  const rows = rowsOf(leaves, new Set(['folder lib']))
  const [lib, rules, aws, keys] = rows.map((r) => r.id)
  assert.deepEqual(step(rows, lib, 'ArrowDown'), { to: rules })
  assert.deepEqual(step(rows, lib, 'ArrowUp'), { to: lib })
  assert.deepEqual(step(rows, lib, 'ArrowRight'), { toggle: lib })
  assert.deepEqual(step(rows, rules, 'ArrowRight'), { to: aws })
  assert.deepEqual(step(rows, rules, 'ArrowLeft'), { toggle: rules })
  assert.deepEqual(step(rows, keys, 'ArrowLeft'), { to: aws })
  assert.deepEqual(step(rows, keys, 'ArrowRight'), {})
  assert.deepEqual(step(rows, lib, 'End'), { to: rows.at(-1).id })
  assert.deepEqual(step(rows, keys, 'Home'), { to: lib })
  assert.deepEqual(step(rows, lib, 'm'), { to: 'authz/main/main.rego' })
  assert.deepEqual(step(rows, lib, 'x'), { to: undefined })
})
