import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

import { curl, terraform, variable } from '../src/parts/request.ts'
import { roleInTerraform } from '../src/pages/roles/rules.ts'

/** sent is the body that a shell would send for a command. */
function sent(command, env) {
  const words = execFileSync('bash', ['-c', `curl() { printf '%s\\0' "$@"; }; ${command}`], { env: { ...env, TOKEN: 't' } }).toString().split('\0')
  return { words, body: JSON.parse(words[words.indexOf('-d') + 1]) }
}

test('a command sends what the form sends, with variables for what is secret', () => {
  const body = { name: `it's "$HOME" \`id\` $(id)`, secretValue: variable('SECRET_VALUE'), list: [variable('A')] }
  const { words, body: got } = sent(curl({ method: 'POST', path: "/x?y='z'", body }, 'http://h'), { SECRET_VALUE: 'a b', A: '$(id)', HOME: '/root' })
  assert.deepEqual(got, { name: body.name, secretValue: 'a b', list: ['$(id)'] })
  assert.ok(words.includes('Authorization: Bearer t'))
  assert.ok(words.includes("http://h/x?y='z'"))
})

test('a command without a token has none', () => {
  assert.ok(!curl({ method: 'POST', path: '/x', anonymous: true }, 'http://h').includes('Authorization'))
})

test('Terraform is written with variables, and names are no templates', () => {
  assert.equal(terraform('kind', '', { name: '${x}', value: variable('SECRET'), same: 'var.x %{y}', longest_of_all: undefined }), 'resource "kind" "this" {\n  name  = "$${x}"\n  value = var.secret\n  same  = "var.x %%{y}"\n}')
})

test("a project's role has its project, and conditions as JSON", () => {
  const text = roleInTerraform('p1', { name: 'Biller', slug: 'biller', description: '' }, [{ subject: 'secrets', actions: ['readValue'], conditions: { environment: { $eq: 'dev' } }, inverted: false }])
  assert.match(text, /project_id +=\s"p1"/)
  assert.ok(!text.includes('description'))
  assert.ok(text.includes(`"conditions":"{\\"environment\\":{\\"$eq\\":\\"dev\\"}}"`), text)
})
