// A page whose question about its actions fails says so; a refused action is not sent,
// by whatever dialog it would be.
import assert from 'node:assert/strict'

import { base, good, join, logIn, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()

test('a question that fails is told of, and asked again', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(500, /authz\/ask$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  let fails = true
  await page.route('**/api/v1/authz/ask', (route) => (fails
    ? route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify({ statusCode: 500, error: 'InternalServerError', message: 'Something went wrong', reqId: 'req-1' }) })
    : route.continue()))
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities`)
  await page.getByText('could not be checked').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Create identity' }).first().getAttribute('aria-disabled'), null)
  fails = false
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByText('could not be checked').waitFor({ state: 'detached' })
})

test('who may look may not change how an identity logs in, or environments', async (visit) => {
  const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
  const { identity } = await good('POST', '/api/v1/identities', { name: 'billing-service', organizationId: orgId, role: 'no-access' }, token)
  for (const method of ['universal-auth', 'token-auth']) await good('POST', `/api/v1/auth/${method}/identities/${identity.id}`, {}, token)
  await good('POST', '/api/v1/organization/roles', { name: 'Looks', slug: 'looks', permissions: [{ subject: 'identity', action: ['read'] }, { subject: 'role', action: ['read'] }] }, token).catch(() => undefined)
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  const person = await join(v, orgId, token)
  const { users } = await good('GET', `/api/v2/organizations/${orgId}/memberships`, undefined, token)
  const member = users.find((u) => u.user.email === person.email)
  await good('PATCH', `/api/v2/organizations/${orgId}/memberships/${member.id}`, { role: 'looks' }, token)
  await good('POST', `/api/v2/workspace/${project.id}/memberships`, { emails: [person.email], roleSlugs: ['viewer'] }, token)
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities/${identity.id}`)
  const group = page.getByRole('group', { name: 'Universal Auth' })
  for (const name of ['Edit Universal Auth', 'Remove Universal Auth', 'Clear lockouts']) {
    await group.getByRole('button', { name }).and(page.locator('[aria-disabled="true"]')).waitFor()
  }
  await page.getByRole('button', { name: 'Add authentication' }).click()
  for (const name of ['OIDC Auth', 'JWT Auth', 'Kubernetes Auth', 'AWS Auth', 'GCP Auth', 'Azure Auth']) {
    await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).and(page.locator('[aria-disabled="true"]')).waitFor()
  }
  await page.keyboard.press('Escape')
  await page.goto(`${base}/console/org/${orgId}/project/${project.id}/settings/environments`)
  await page.getByRole('button', { name: /^Move .* down/ }).first().and(page.locator('[aria-disabled="true"][aria-describedby]')).waitFor()
  await page.getByRole('button', { name: /^More for/ }).first().click()
  for (const name of ['Edit', 'Delete']) await page.getByRole('menuitem', { name }).and(page.locator('[aria-disabled="true"]')).waitFor()
})

await run()
