// A draft of the policy in force: what is wrong with it while it is typed, its tests,
// what it would have decided, and both explanations of a request that flips.
import assert from 'node:assert/strict'

import { api, axe, base, fits, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
await good('POST', '/api/v4/secrets/DB_URL', { projectId: project.id, environment: 'dev', secretPath: '/', secretValue: 'very-secret' }, token)
const { identity } = await good('POST', '/api/v1/identities', { name: 'deployer', organizationId: orgId, role: 'no-access' }, token)
await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity.id}`, { role: 'viewer' }, token)
const machine = await machineToken(identity.id, token)
await good('GET', `/api/v3/secrets/raw/DB_URL?workspaceId=${project.id}&environment=dev`, undefined, machine)

const freeze = `# METADATA
# title: Change freeze
# description: No secret of dev is read.
package authz.rules.freeze

# METADATA
# title: Frozen
# custom:
#   code: change_freeze
#   status: 403
#   remediation: Wait for the end of the freeze.
deny contains {"code": "change_freeze", "message": "dev is frozen"} if {
	input.resource.type == "secrets"
	input.resource.properties.environment == "dev"
}
`

async function open(visit, where = '') {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(429, /authz\//)
  await logIn(v.page)
  await v.page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await v.page.goto(`${base}/console/org/${orgId}/policy/try${where}`)
  await v.page.getByRole('textbox', { name: 'Policy' }).waitFor()
  return v
}

/** write replaces the text of the editor as a person who pastes does. */
async function write(page, text) {
  const editor = page.getByRole('textbox', { name: 'Policy' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

async function addFile(page, path) {
  await page.getByRole('button', { name: 'New file' }).click()
  await page.getByRole('dialog', { name: 'New file' }).getByRole('textbox', { name: 'Path' }).fill(path)
  await page.getByRole('button', { name: 'Add file' }).click()
  await page.getByRole('tree', { name: 'Files' }).locator('[aria-current]').getByText(path.split('/').at(-1).replace('.rego', '')).waitFor()
}

test('a draft is checked while it is typed, replayed, explained and simulated', async (visit) => {
  const v = await open(visit)
  const { page } = v
  const findings = page.getByRole('table', { name: 'Findings' })
  await page.getByText('Nothing is wrong', { exact: true }).waitFor()
  await addFile(page, 'authz/rules/freeze/freeze.rego')
  await write(page, 'package authz.rules.freeze\n\ndeny contains {"code": "x", "message": "m"} if http.send({"url": "http://127.0.0.1"})\n')
  await findings.getByRole('row', { name: /http\.send/ }).first().waitFor()
  await page.getByRole('button', { name: 'Replay' }).and(page.locator('[aria-disabled]')).waitFor()
  await axe(page, 'a draft with findings')
  await page.keyboard.press('F8')
  await page.getByText(/^(Error|Warning): /).waitFor()
  await write(page, freeze)
  await page.getByText('Checking', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Replay' }).and(page.locator(':not([aria-disabled])')).waitFor()
  // Replay
  await page.getByRole('button', { name: 'Replay' }).click()
  const dialog = page.getByRole('dialog', { name: 'Replay' })
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Machine identity' })
  await dialog.getByRole('combobox', { name: 'Subject' }).fill('deployer')
  await page.getByRole('option', { name: 'deployer' }).click()
  await dialog.getByRole('combobox', { name: 'Range' }).selectOption({ label: 'From and to' })
  await dialog.getByLabel('From', { exact: true }).fill('2020-01-01T00:00')
  await dialog.getByLabel('To', { exact: true }).fill('2019-01-01T00:00')
  await dialog.getByRole('button', { name: 'Start replay' }).click()
  await dialog.getByText('The range ends before it begins').waitFor()
  await axe(page, 'the dialog of a replay')
  await dialog.getByLabel('To', { exact: true }).fill('2099-01-01T00:00')
  // One that is cancelled in the middle says how far it came, and what it is not.
  let parts = 0
  await page.route('**/api/v1/authz/replay', async (route) => {
    if (++parts > 1) return // never answered
    const response = await route.fetch()
    const answer = await response.json()
    await route.fulfill({ response, json: { ...answer, total: answer.total + 5000, next: 1 } })
  })
  await dialog.getByRole('button', { name: 'Start replay' }).click()
  await dialog.getByText(/^\d+ of \d+$/).waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('region', { name: 'Replay report' }).getByText(/^Not complete: /).waitFor()
  await page.unroute('**/api/v1/authz/replay')
  await page.getByRole('button', { name: 'Replay' }).click()
  await dialog.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Machine identity' })
  await dialog.getByRole('combobox', { name: 'Subject' }).fill('deployer')
  await page.getByRole('option', { name: 'deployer' }).click()
  await dialog.getByRole('button', { name: 'Start replay' }).click()
  const report = page.getByRole('region', { name: 'Replay report' })
  await report.getByText('1 would be refused').waitFor()
  await report.getByText('0 would be permitted').waitFor()
  await report.getByText(/^Complete: all \d+ records/).waitFor()
  const flips = page.getByRole('table', { name: 'Flips' })
  await flips.getByRole('row', { name: /refuses deployer Shop authz\.rules\.freeze 1/ }).waitFor()
  await flips.getByRole('button', { name: /^Explain refuses: deployer/ }).click()
  await page.getByRole('region', { name: 'Active', exact: true }).getByRole('heading', { name: 'Permitted' }).waitFor()
  await page.getByRole('region', { name: 'Draft', exact: true }).getByText('change_freeze').waitFor()
  await page.getByRole('table', { name: 'Rules: Draft' }).getByText('authz/rules/freeze/freeze.rego:12').waitFor()
  await axe(page, 'a flip, explained')
  await page.setViewportSize({ width: 360, height: 800 })
  await fits(page, 'a flip, explained')
  await page.setViewportSize({ width: 1440, height: 900 })
  await report.getByRole('button', { name: 'Copy as Markdown' }).click() // what it copies: unit/try.test.mjs
  await page.getByText('Copied', { exact: true }).first().waitFor()
  // Simulate asks the draft too, without leaving it.
  await page.getByRole('link', { name: 'Simulate with the draft' }).click()
  await page.getByRole('heading', { name: 'Simulate', level: 1 }).waitFor()
  assert.ok(await page.getByRole('checkbox', { name: 'Ask the draft too' }).isChecked())
  const form = page.getByRole('form', { name: 'Request' })
  await form.getByRole('combobox', { name: 'Subject' }).fill('deployer')
  await page.getByRole('option', { name: 'deployer' }).click()
  await form.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'Shop' })
  await form.getByRole('textbox', { name: 'Environment' }).fill('dev')
  await form.getByRole('textbox', { name: 'Name' }).fill('DB_URL')
  await page.getByRole('button', { name: 'Simulate', exact: true }).click()
  await page.getByRole('region', { name: 'Draft', exact: true }).getByText('change_freeze').waitFor()
  await page.getByRole('heading', { name: 'The policies differ' }).waitFor()
  await page.getByRole('navigation', { name: 'Policy' }).getByRole('link', { name: 'Try a policy' }).click()
  await page.getByText('1 file changed').waitFor()
  // Leaving asks.
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Decisions' }).click()
  await page.getByRole('dialog', { name: 'Leave the draft?' }).getByRole('button', { name: 'Stay' }).click()
  await page.getByText('1 file changed').waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Decisions' }).click()
  await page.getByRole('button', { name: 'Discard draft' }).click()
  await page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor()
})

test('tests, coverage, format and download', async (visit) => {
  const v = await open(visit)
  const { page } = v
  await page.getByText('Nothing is wrong', { exact: true }).waitFor()
  await addFile(page, 'authz/rules/freeze/freeze.rego')
  await write(page, freeze.replace('\tinput.resource.type', '\t\tinput.resource.type'))
  await page.getByRole('button', { name: 'Format' }).click()
  await page.getByText('1 file written as opa fmt does').waitFor()
  await addFile(page, 'authz/rules/freeze/freeze_test.rego')
  await write(page, 'package authz.rules.freeze_test\n\nimport data.authz.rules.freeze\n\ntest_dev if count(freeze.deny) == 1 with input as {"resource": {"type": "secrets", "properties": {"environment": "dev"}}}\n\ntest_wrong if count(freeze.deny) == 1 with input as {}\n')
  await page.keyboard.press('ControlOrMeta+Enter')
  const tests = page.getByRole('table', { name: 'Tests' })
  await tests.getByRole('row', { name: /failed rules\.freeze_test\.test_wrong/ }).waitFor({ timeout: 60_000 })
  await page.getByRole('table', { name: 'Findings' }).getByRole('row', { name: /test_wrong/ }).waitFor()
  await tests.getByRole('button', { name: /freeze_test\.rego:7/ }).click()
  assert.ok(await page.getByRole('textbox', { name: 'Policy' }).evaluate((e) => e.contains(document.activeElement)))
  await page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name: /^freeze(?!_)/ }).click()
  await axe(page, 'a tested draft')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  assert.equal((await saved).suggestedFilename(), 'policy.tar.gz')
  const bundle = await (await import('node:fs/promises')).readFile(await (await saved).path())
  const answer = await fetch(`${base}/api/v1/authz/check`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/gzip' }, body: bundle })
  assert.equal(answer.status, 200)
  assert.deepEqual((await answer.json()).findings.filter((f) => f.step === 'unreadable'), [])
  // Escape, then Tab, leaves the editor.
  await page.getByRole('textbox', { name: 'Policy' }).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  assert.ok(!(await page.getByRole('textbox', { name: 'Policy' }).evaluate((e) => e.contains(document.activeElement))))
})

test('two tabs have drafts of their own', async (visit) => {
  const v = await open(visit)
  const { page } = v
  await addFile(page, 'authz/rules/one/one.rego')
  const second = await v.tab()
  await second.goto(`${base}/console/org/${orgId}/policy/try`)
  await second.getByText('nothing changed yet').waitFor()
  await addFile(second, 'authz/rules/two/two.rego')
  await second.getByText('1 file changed').waitFor()
  assert.equal(await page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name: /^two/ }).count(), 0)
  const file = second.getByRole('dialog', { name: 'New file' })
  await second.getByRole('button', { name: 'New file' }).click()
  for (const path of ['authz/../x.rego', '/x.rego', 'authz/x.txt', 'authz/rules/two/two.rego']) {
    await file.getByRole('textbox', { name: 'Path' }).fill(path)
    await file.getByRole('button', { name: 'Add file' }).click()
    await file.getByRole('textbox', { name: 'Path' }).and(second.locator('[aria-invalid=true]')).waitFor()
  }
  await second.close({ runBeforeUnload: false })
})

test('a member without the right to read the policy sees why', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await join(v, orgId, token)
  await page.goto(`${base}/console/org/${orgId}/policy/try`)
  await page.getByRole('heading', { name: 'Refused' }).waitFor()
  await axe(page, 'try a policy, refused')
})

await run()
