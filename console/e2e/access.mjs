// From a refusal at the privilege boundary to what was compared, and comparisons that one
// makes oneself.
import assert from 'node:assert/strict'

import { api, axe, base, fits, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
const { identity } = await good('POST', '/api/v1/identities', { name: 'deployer', organizationId: orgId, role: 'no-access' }, token)
await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity.id}`, { role: 'viewer' }, token)
await good('POST', '/api/v1/organization/roles', { name: 'Role editor', slug: 'role-editor', permissions: [{ subject: 'role', action: ['read', 'create', 'edit'] }, { subject: 'settings', action: ['read'] }] }, token)
const maker = await good('POST', '/api/v1/identities', { name: 'maker', organizationId: orgId, role: 'role-editor' }, token)
const accessToken = await machineToken(maker.identity.id, token)
const refused = await api('POST', '/api/v1/organization/roles', { name: 'Wider', slug: 'wider', permissions: [{ subject: 'identity', action: ['delete'] }] }, accessToken)
assert.equal(refused.body.details.reasons[0].code, 'privilege_boundary')

async function choose(page, side, label, name) {
  const box = side.getByRole('combobox', { name: label })
  await box.click()
  await box.fill(name)
  await page.getByRole('option', { name }).first().click()
}

test('from a refusal to what was compared', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/decisions/${refused.body.details.decisionId}`)
  await page.getByRole('link', { name: 'Compare privileges' }).click()
  await page.getByRole('heading', { name: 'Privilege comparison', level: 1 }).waitFor()
  const missing = page.getByRole('table', { name: 'Missing permissions' })
  await missing.getByRole('row', { name: /delete identity none The organization No role or privilege of the left side allows it here/ }).waitFor()
  await page.getByRole('heading', { name: 'The left side does not hold all of it: 1 permission missing' }).waitFor()
  await page.getByRole('table', { name: 'Held', exact: true }).getByText('role-editor').waitFor()
  await axe(page, 'a recorded comparison')
  await page.getByRole('button', { name: 'Compare others' }).click()
  await page.getByRole('group', { name: 'What is held' }).waitFor()
})

test('two sides of one\'s own choice', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Access' }).click()
  await page.getByRole('navigation', { name: 'Access' }).getByRole('link', { name: 'Privilege comparison' }).click()
  await page.getByRole('heading', { name: 'Privilege comparison', level: 1 }).waitFor()
  await page.getByText('Choose what to compare').waitFor()
  const [left, right] = [page.getByRole('group', { name: 'What is held' }), page.getByRole('group', { name: 'What would be handed out' })]
  await page.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'Shop' })
  await choose(page, right, 'Role', 'Developer')
  await page.getByRole('heading', { name: 'The left side holds all of it' }).waitFor() // the administrator
  await left.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Machine identity' })
  await choose(page, left, 'Machine identity', 'deployer')
  await page.getByRole('heading', { name: /^The left side does not hold all of it: \d+ permissions missing/ }).waitFor()
  await page.getByRole('table', { name: 'Missing permissions' }).getByRole('row', { name: /^create secrets none Shop/ }).waitFor()
  await page.getByRole('table', { name: 'Held', exact: true }).getByText('role:viewer').waitFor()
  await axe(page, 'a comparison')
  await page.setViewportSize({ width: 360, height: 800 })
  await fits(page, 'a comparison')
  assert.match(page.url(), new RegExp(`left=identity%3A${identity.id}`))
  await page.reload()
  await page.getByRole('heading', { name: /^The left side does not hold all of it/ }).waitFor()
  await page.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'None: roles of the organization' })
  await page.getByText('Choose what to compare').waitFor() // another list of roles
})

test('an editor of roles compares a draft with what one holds, and nothing else', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  const reader = await join(v, orgId, token)
  const { users } = await good('GET', `/api/v2/organizations/${orgId}/memberships`, undefined, token)
  await good('PATCH', `/api/v2/organizations/${orgId}/memberships/${users.find((u) => u.user.email === reader.email).id}`, { role: 'role-editor' }, token)
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/roles/new`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Wider')
  await page.getByRole('checkbox', { name: 'identity: delete', exact: true }).check()
  await page.getByRole('heading', { name: 'This would be refused' }).waitFor()
  await page.getByRole('button', { name: 'Compare privileges' }).click()
  await page.getByRole('heading', { name: 'Privilege comparison', level: 1 }).waitFor()
  await page.getByText('1 rule from the editor of a role').waitFor()
  await page.getByRole('table', { name: 'Missing permissions' }).getByRole('row', { name: /^delete identity/ }).waitFor()
  await axe(page, 'a draft')
  await page.getByRole('group', { name: 'What would be handed out' }).getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Role' })
  await choose(page, page.getByRole('group', { name: 'What would be handed out' }), 'Role', 'Role editor')
  await page.getByRole('heading', { name: 'Refused' }).waitFor() // a custom role is another's business
  await axe(page, 'a comparison, refused')
})

await run()
