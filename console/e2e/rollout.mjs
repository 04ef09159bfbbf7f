// A policy on its way: published, promoted, withdrawn, compared, and what stands in its
// way. BUNDLES is the folder that bundles.sh made.
import assert from 'node:assert/strict'

import { admin, axe, base, fits, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

const bundles = process.env.BUNDLES
const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
await good('POST', '/api/v4/secrets/API_KEY', { projectId: project.id, environment: 'dev', secretPath: '/', secretValue: 'x' }, token)
const { identity } = await good('POST', '/api/v1/identities', { name: 'reader', organizationId: orgId, role: 'no-access' }, token)
await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity.id}`, { role: 'viewer' }, token)
const reader = await machineToken(identity.id, token)
const read = () => fetch(`${base}/api/v3/secrets/raw/API_KEY?workspaceId=${project.id}&environment=dev`, { headers: { Authorization: `Bearer ${reader}` } })

/** open logs in and goes to a page below the organization. */
async function open(visit, path, title, options) {
  const v = await visit(options)
  v.expects(401, /auth\/token$/)
  v.expects(429, /authz\//) // one policy is run at a time
  await logIn(v.page)
  await v.page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await v.page.goto(`${base}/console/org/${orgId}${path}`)
  await v.page.getByRole('heading', { name: title, level: 1 }).waitFor()
  return v
}

async function publish(page, file, reason) {
  await page.getByRole('button', { name: 'Publish bundle' }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish bundle' })
  await dialog.getByLabel('Bundle', { exact: true }).setInputFiles(`${bundles}/${file}`)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  return dialog
}

test('nothing is on its way', async (visit) => {
  const v = await open(visit, '/policy/rollout', 'Rollout')
  const { page } = v
  await page.getByText('The embedded policy decides; nothing is on its way').waitFor()
  for (const name of ['Promote', 'Roll back']) {
    const button = page.getByRole('button', { name, exact: true })
    assert.equal(await button.getAttribute('aria-disabled'), 'true')
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByText(name === 'Promote' ? 'No policy is on its way' : 'There is nothing to roll back to').last().waitFor()
    await page.keyboard.press('Escape')
  }
  await page.getByRole('table', { name: 'Servers' }).getByRole('row', { name: /^warder-0 / }).waitFor()
  await axe(page, 'rollout, empty')
})

test('a bundle that is not taken says why, and where', async (visit) => {
  const v = await open(visit, '/policy/rollout', 'Rollout')
  v.expects(400, /bundles$/)
  const { page } = v
  const dialog = await publish(page, 'unsigned.tar.gz', 'x')
  await dialog.getByRole('heading', { name: 'The bundle is refused: unsigned' }).waitFor()
  await dialog.getByText('Signature: failed').waitFor()
  await axe(page, 'a refused bundle')
  // What is known before it is sent: here, that it has no signature and that every test of the gate would pass.
  const before = dialog.getByRole('region', { name: 'Checks before publishing' })
  await before.getByText('Signature and scope: failed').waitFor()
  await before.getByText('Strict check: passed').waitFor({ timeout: 60_000 })
  const again = async (file, heading, text) => {
    await dialog.getByLabel('Bundle', { exact: true }).setInputFiles(`${bundles}/${file}`)
    await before.getByText(file === 'broken.tar.gz' ? 'Strict check: failed' : 'Archive: failed').waitFor({ timeout: 60_000 })
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
    await dialog.getByRole('heading', { name: heading }).waitFor()
    await dialog.getByText(text).first().waitFor()
  }
  await again('truncated.tar.gz', 'The bundle is refused: unreadable', 'Archive: failed')
  await again('broken.tar.gz', 'The bundle is refused: compile', /freeze\.rego:3/)
  await dialog.getByLabel('Bundle', { exact: true }).setInputFiles({ name: 'huge.tar.gz', mimeType: 'application/gzip', buffer: Buffer.alloc((4 << 20) + 1) })
  await dialog.getByText('a bundle has at most 4,194,304').waitFor()
  await dialog.getByLabel('Bundle', { exact: true }).setInputFiles(`${bundles}/7.tar.gz`)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('')
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog.getByText('Say why: it stays in the history').waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('x'.repeat(10_000))
  await dialog.getByText('At most 500 characters; these are 10,000').waitFor({ state: 'detached' })
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
  await dialog.getByText('At most 500 characters; these are 10,000').waitFor()
})

test('shadow, canary, active, and back', async (visit) => {
  const v = await open(visit, '/policy/rollout', 'Rollout')
  const { page } = v
  const step = page.getByRole('list', { name: 'Stages' }).locator('[aria-current="step"]')
  const hostile = '<img src=x onerror=alert(1)> freeze'
  await page.getByRole('button', { name: 'Publish bundle' }).click()
  const fresh = page.getByRole('dialog', { name: 'Publish bundle' })
  await fresh.getByLabel('Bundle', { exact: true }).setInputFiles(`${bundles}/7.tar.gz`)
  const before = fresh.getByRole('region', { name: 'Checks before publishing' })
  await before.getByText('by team, for tests; the server verifies it').waitFor()
  await before.getByText('Tests: not reached').waitFor({ timeout: 60_000 })
  await before.getByText('1 file differs from the policy in force').click()
  await before.getByText('+ authz/rules/freeze/freeze.rego').waitFor()
  await axe(page, 'a bundle before it is published')
  await fits(page, 'a bundle before it is published')
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-before.png` })
  await page.keyboard.press('Escape')
  await (await publish(page, '7.tar.gz', hostile)).waitFor({ state: 'detached' })
  await step.and(page.getByText('Shadow', { exact: true })).waitFor()
  for (let i = 0; i < 3; i++) assert.equal((await read()).status, 200)
  await page.getByRole('table', { name: 'History' }).getByText(hostile).waitFor()
  assert.equal(await page.locator('main img').count(), 0)

  await page.getByRole('link', { name: 'What differs' }).click()
  await page.getByRole('heading', { name: 'Bundle diff', level: 1 }).waitFor()
  await page.getByRole('table', { name: 'Rules' }).getByText('authz.rules.freeze.deny').waitFor()
  const lines = page.getByRole('table', { name: 'Lines of authz/rules/freeze/freeze.rego' })
  await lines.getByText('API_KEY is frozen').first().waitFor()
  await axe(page, 'bundle diff')
  await fits(page, 'bundle diff')
  await page.goBack()

  await page.getByRole('button', { name: 'Promote', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Promote' })
  await dialog.getByRole('spinbutton', { name: 'Percent of subjects' }).fill('100')
  await dialog.getByText(/decides for about 100 of 100 subjects/).waitFor()
  await axe(page, 'promote')
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('three quiet reads')
  // Another administrator is faster.
  await good('POST', '/api/v1/authz/promote', { stage: 'canary', percent: 5, reason: 'mine first' }, token)
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
  await dialog.getByRole('heading', { name: 'Another administrator moved first' }).waitFor()
  await dialog.getByText(`${admin.email}: revision 7 entered the stage canary (mine first)`).waitFor()
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await step.and(page.getByText('Canary 100 %', { exact: true })).waitFor()

  assert.equal((await read()).status, 403)
  await page.reload()
  await page.getByRole('heading', { name: 'Rollout', level: 1 }).waitFor()
  const figure = page.getByRole('figure', { name: 'Differences over time' })
  await page.getByText(/of 20 tolerated/).waitFor({ timeout: 25_000 }) // servers report every 5 seconds, the page asks every 10
  await axe(page, 'rollout')
  await figure.getByRole('button', { name: 'Show as table' }).click()
  await figure.getByRole('table', { name: 'Differences over time' }).waitFor()
  await axe(page, 'rollout, as a table')
  await page.getByRole('link', { name: 'Refusals of the canary' }).click()
  await page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor()
  await page.getByRole('table', { name: 'Decisions' }).getByText('frozen').first().waitFor()
  await page.getByRole('table', { name: 'Decisions' }).getByRole('link', { name: 'Why' }).first().click()
  await page.getByRole('heading', { name: 'Another policy is in force now' }).waitFor()
  await page.getByText('It would decide otherwise').waitFor()
  await page.getByRole('combobox', { name: 'Explained by' }).selectOption({ label: 'The policy that decided' })
  await page.getByRole('table', { name: 'Rules' }).getByText('frozen', { exact: true }).waitFor()
  await axe(page, 'explained by the policy that decided')
  await page.goBack()
  await page.goBack()

  await page.getByRole('button', { name: 'Promote', exact: true }).click()
  await dialog.getByText('decides every request, on every server').waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('as meant')
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await step.and(page.getByText('Active', { exact: true })).waitFor()

  await page.getByRole('button', { name: 'Roll back', exact: true }).click()
  const back = page.getByRole('dialog', { name: 'Roll back' })
  await back.getByText('Revision 7 stops deciding on every server').waitFor()
  await axe(page, 'roll back')
  await back.getByRole('textbox', { name: 'Reason' }).fill('the pager rang')
  await back.getByRole('button', { name: 'Roll back', exact: true }).click()
  await back.waitFor({ state: 'detached' })
  await page.getByText('The embedded policy decides; nothing is on its way').waitFor()
  const rows = page.getByRole('table', { name: 'History' }).getByRole('row')
  assert.match(await rows.nth(1).innerText(), /withdrawn[\s\S]*the pager rang/)
  assert.equal((await read()).status, 200)
})

test('an older bundle is not taken', async (visit) => {
  const v = await open(visit, '/policy/rollout', 'Rollout')
  v.expects(400, /bundles$/)
  const dialog = await publish(v.page, '6.tar.gz', 'x')
  await dialog.getByRole('heading', { name: 'The bundle is refused: revision' }).waitFor()
  await dialog.getByText('revision 6 is not above 7').waitFor()
})

test('operations of the servers', async (visit) => {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: { width: 360, height: 800 } }]) {
    const v = await open(visit, '/operations', 'Operations', options)
    const { page } = v
    await page.getByRole('table', { name: 'Servers' }).getByRole('row', { name: /^warder-0 / }).waitFor()
    await page.getByRole('table', { name: 'Connection pools' }).getByText('writer').first().waitFor()
    await axe(page, 'operations')
    await fits(page, 'operations')
  }
})

test('a server that is silent, and one that is behind', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
  await page.route('**/api/v1/authz/policy', async (route) => {
    const answer = await (await route.fetch()).json()
    const [own] = answer.policy.servers
    answer.policy.servers.push(
      { ...own, id: 'killed', name: 'warder-1', seenAt: hourAgo, silent: true },
      { ...own, id: 'behind', name: '<b>warder-2</b>\u202e', inForce: false, problem: '.signatures.json: signed by key "other", which is none of the verification keys' },
    )
    await route.fulfill({ json: answer })
  })
  await page.route('**/api/v1/admin/operations', async (route) => {
    const answer = await (await route.fetch()).json()
    const [own] = answer.servers
    answer.servers.push({ ...own, id: 'killed', name: 'warder-1', seenAt: hourAgo, silent: true }, { ...own, id: 'skewed', name: 'warder-2', clockSkewMillis: 90_000, log: { ...own.log, waiting: 4096 } })
    answer.upkeep.runs = [{ at: hourAgo, seconds: 12.5, removed: { access_tokens: 1234, sessions: 5 }, failed: ['decision_records'] }]
    await route.fulfill({ json: answer })
  })
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/policy/rollout`)
  const rows = page.getByRole('table', { name: 'Servers' }).getByRole('row')
  await rows.filter({ hasText: 'warder-1' }).getByText('Silent since 1 hour ago').waitFor()
  await rows.filter({ hasText: '<b>warder-2</b>\\u202e' }).getByText(/signed by key "other"/).waitFor()
  await axe(page, 'rollout, a server that is silent')
  await fits(page, 'rollout, a server that is silent')
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-silent.png` })
  await page.goto(`${base}/console/org/${orgId}/operations`)
  await rows.filter({ hasText: 'warder-1' }).getByText('Silent since 1 hour ago').waitFor()
  await rows.filter({ hasText: 'warder-2' }).getByText('Log queue is full: requests are refused').waitFor()
  await rows.filter({ hasText: 'warder-2' }).getByText('Clock is 1 minute 30 seconds off').waitFor()
  await page.getByRole('table', { name: 'Upkeep' }).getByText('1,234 access tokens, 5 sessions').waitFor()
  await axe(page, 'operations, a server that is silent')
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}-operations.png` })
})

test('a member of the organization may neither see nor change it', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await join(v, orgId, token)
  assert.equal(await page.getByRole('link', { name: 'Operations' }).count(), 0)
  for (const path of ['/operations', '/policy/rollout', '/policy/diff']) {
    await page.goto(`${base}/console/org/${orgId}${path}`)
    await page.getByRole('heading', { name: 'Refused' }).first().waitFor()
    await page.getByText('permission_missing').first().waitFor()
    await axe(page, `${path}, refused`)
  }
})

await run()
