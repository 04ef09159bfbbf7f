// The far ends: a server that is slow, values of a mebibyte, four hundred environments, a
// person in no organization, two organizations in two tabs, and answers that are not whole.
import assert from 'node:assert/strict'

import { admin, api, axe, base, fits, good, logIn, run, seed, signIn, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
const place = { projectId: project.id, environment: 'dev', secretPath: '/' }

async function open(visit, path = '') {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  await logIn(v.page)
  await v.page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  if (path) await v.page.goto(`${base}/console/org/${orgId}${path}`)
  return v
}

test('a server that is slow', async (visit) => {
  const v = await open(visit)
  const { page } = v
  await page.clock.install()
  let held = true
  const waiting = []
  await page.route('**/api/v2/organizations/*/memberships', (route) => (held ? waiting.push(route) : route.continue()))
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/users`)
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor()
  await page.getByText('Loading', { exact: true }).waitFor()
  await page.clock.fastForward(10_500)
  await page.getByText('Still loading').waitFor()
  await axe(page, 'still loading')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Loading was cancelled').waitFor()
  held = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('table', { name: 'Users' }).getByText(admin.email, { exact: true }).waitFor()
  assert.ok(waiting.length > 0)
  for (const route of waiting) await route.abort().catch(() => undefined)
})

test('values of several lines, and of a mebibyte', async (visit) => {
  const lines = 'first\n  second\n\n"third"\\n\n'
  await good('POST', '/api/v4/secrets/LARGE', { ...place, secretValue: 'x'.repeat(1 << 20) }, token)
  const v = await open(visit, `/project/${project.id}/secrets?env=dev`)
  v.expects(413, /secrets/)
  v.expects(422, /secrets/)
  v.expects(400, /secrets/)
  const { page } = v
  const grid = page.getByRole('grid', { name: 'Secrets' })
  await grid.getByRole('button', { name: 'Reveal LARGE' }).click()
  await grid.getByText('1,048,576 bytes').waitFor()
  await fits(page, 'a large value')
  await page.getByRole('button', { name: 'Add Secret' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add Secret' })
  await dialog.getByRole('textbox', { name: 'Key' }).fill('LINES')
  await dialog.getByRole('textbox', { name: 'Value' }).fill('y'.repeat((1 << 20) + 1))
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByText(/1 ?,?048,?576|1 MiB|too (large|long)|at most/i).first().waitFor()
  assert.equal(await dialog.getByRole('textbox', { name: 'Key' }).inputValue(), 'LINES')
  await dialog.getByRole('textbox', { name: 'Value' }).fill(lines)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  const { secret } = await good('GET', `/api/v4/secrets/LINES?projectId=${project.id}&environment=dev&secretPath=/&viewSecretValue=true`, undefined, token)
  assert.equal(secret.secretValue, lines)
  await grid.getByRole('button', { name: 'Reveal LINES' }).click()
  await grid.getByText('"third"').waitFor()
  await axe(page, 'a value of several lines')
})

test('four hundred environments', async (visit) => {
  const { project: wide } = await good('POST', '/api/v2/workspace', { projectName: 'Wide' }, token)
  for (let i = 0; i < 397; i++) await good('POST', `/api/v1/workspace/${wide.id}/environments`, { name: `Region ${i}`, slug: `region-${i}` }, token)
  await good('POST', '/api/v4/secrets/FOO', { projectId: wide.id, environment: 'region-396', secretPath: '/', secretValue: 'last' }, token)
  const v = await open(visit)
  const { page } = v
  let asked = 0
  page.on('request', (r) => (asked += new URL(r.url()).pathname.startsWith('/api/') ? 1 : 0))
  await page.goto(`${base}/console/org/${orgId}/project/${wide.id}/secrets`)
  await page.getByText('394 more environments').waitFor()
  assert.ok(asked < 30, `${asked} requests`)
  await fits(page, 'four hundred environments')
  await page.getByRole('navigation', { name: 'Environments' }).getByRole('link', { name: 'Region 396', exact: true }).click()
  await page.getByRole('grid', { name: 'Secrets' }).getByText('FOO').waitFor()
  await axe(page, 'one of four hundred environments')
  await page.goto(`${base}/console/org/${orgId}/project/${wide.id}/settings/environments`)
  await page.getByRole('table', { name: 'Environments' }).getByText('Region 0', { exact: true }).waitFor()
  assert.ok((await page.getByRole('table', { name: 'Environments' }).getByRole('row').count()) <= 80)
})

test('a person in no organization', async (visit) => {
  const person = { email: 'gone@example.com', password: 'a long password' }
  const { completeInviteLink } = await good('POST', '/api/v1/invite-org/signup', { inviteeEmail: person.email, organizationId: orgId }, token)
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(403, /authz/) // a member reads neither policy nor log
  const { page } = v
  await page.goto(completeInviteLink.replace(/^https?:\/\/[^/]+/, base))
  await page.getByRole('textbox', { name: 'First name' }).fill('Gone')
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  const { users } = await good('GET', `/api/v2/organizations/${orgId}/memberships`, undefined, token)
  await good('DELETE', `/api/v2/organizations/${orgId}/memberships/${users.find((u) => u.user.email === person.email).id}`, undefined, token)
  const other = await visit()
  other.expects(401, /auth\/token$/)
  await logIn(other.page, person)
  await other.page.getByText('You belong to no organization yet').waitFor()
  await axe(other.page, 'no organization')
  await other.page.getByRole('button', { name: 'Log out' }).click()
  await other.page.getByRole('heading', { name: 'Log in' }).waitFor()
})

test('answers that are not whole say so', async (visit) => {
  const v = await open(visit)
  const { page } = v
  const partly = (path, change) => page.route(path, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: change(await response.json()) })
  })
  await partly('**/api/v1/authz/policy/diff**', (d) => ({ ...d, complete: false, changes: [{ kind: 'file', change: 'changed', name: 'authz/x.rego', lines: [{ before: 1, after: 0, text: 'a' }], cut: true }] }))
  await page.goto(`${base}/console/org/${orgId}/policy/diff?from=active&to=own`)
  await page.getByText('More differs than is shown.').waitFor()
  await page.getByText('Not all of it is shown: it is too long.').waitFor()
  await partly('**/api/v1/authz/policy/rules?hits=true', (r) => ({ ...r, hitsComplete: false }))
  await page.goto(`${base}/console/org/${orgId}/policy/rules?heat=hits`)
  await page.getByText('Only the newest 200 000 decisions of each outcome were counted.').waitFor()
  await axe(page, 'hits that are not whole')
})

test('a policy that refuses what the console reads', async (visit) => {
  const v = await open(visit)
  v.expects(403, /.*/)
  const { page } = v
  const reasons = [{ code: 'closed', message: 'Reading is closed <b>today</b>', rule: 'authz.rules.closed', remediation: 'Come back tomorrow.' }]
  await page.route(/\/api\/(?!v1\/auth\/|v2\/users\/me)/, (route) => route.fulfill({ status: 403, json: { reqId: 'req-closed', statusCode: 403, error: 'PermissionDenied', message: reasons[0].message, details: { reasons, decisionId: '01a230d5-1280-7dd7-ba8c-58627fb2a20c' } } }))
  for (const [path, title] of [['', 'Organization Overview'], ['/settings/access-control/identities', 'Machine Identities'], ['/settings/access-control/users', 'Users'], ['/decisions', 'Decisions'], ['/audit-log', 'Audit Log'], ['/policy', 'Policy'], [`/project/${project.id}/secrets`, ''], ['/settings', 'Organization Settings']]) {
    await page.goto(`${base}/console/org/${orgId}${path}`)
    if (title) await page.getByRole('heading', { name: title, level: 1 }).waitFor()
    if (path !== '/settings') {
      await page.getByText('Reading is closed <b>today</b>').first().waitFor()
      await page.getByRole('link', { name: 'Explain this decision' }).first().waitFor()
    }
    await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Overview' }).waitFor()
    await axe(page, `${path || '/'}, all reads refused`)
  }
  assert.equal((await api('GET', '/api/v1/admin/config')).status, 200)
  assert.ok((await signIn(admin.email, admin.password)).token)
})

test('two organizations in two tabs', async (visit) => {
  const fresh = await signIn(admin.email, admin.password)
  const { organization } = await good('POST', '/api/v2/organizations', { name: 'Second' }, fresh.token)
  const v = await visit()
  v.expects(401, /.*/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Choose an organization' }).waitFor()
  await axe(page, 'a choice of organizations')
  await page.getByRole('button', { name: admin.organization, exact: true }).click()
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  const second = await v.tab()
  await second.goto(`${base}/console/org/${organization.id}`)
  await second.getByRole('heading', { name: 'This page belongs to Second' }).waitFor()
  await axe(second, 'a page of another organization')
  await second.getByRole('button', { name: 'Switch organization' }).click()
  await second.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Decisions' }).click()
  await page.getByRole('heading', { name: /^This page belongs to / }).waitFor()
  await axe(page, 'a tab whose session went on')
  await page.getByRole('button', { name: 'Switch organization' }).click()
  await page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor()
})

await run()
