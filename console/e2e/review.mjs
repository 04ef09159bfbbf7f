// Who may do what: the grid by keyboard, what a cell rests on and why, exports, the least role, and a
// reviewer who holds little.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

import { api, axe, base, fits, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop <b>' }, token)
const { role } = await good('POST', `/api/v2/workspace/${project.id}/roles`, { slug: 'wide', name: 'Wide', permissions: [{ subject: 'secrets', action: ['readValue', 'describeSecret', 'delete', 'edit'] }] }, token)
const identity = {}
for (const name of ['deployer', '=HYPERLINK(1)', '<img src=x onerror=alert(1)>']) {
  identity[name] = (await good('POST', '/api/v1/identities', { name, organizationId: orgId, role: 'no-access' }, token)).identity.id
  await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity[name]}`, { role: name === 'deployer' ? 'wide' : 'no-access' }, token)
}
await good('POST', '/api/v4/secrets/DB_URL', { projectId: project.id, environment: 'dev', secretPath: '/', secretValue: 'v' }, token)
const worker = await machineToken(identity.deployer, token)
await good('GET', `/api/v4/secrets/DB_URL?projectId=${project.id}&environment=dev`, undefined, worker)

const review = `${base}/console/org/${orgId}/access/review`

async function open(v, query = '') {
  v.expects(401, /auth\/token$/)
  await logIn(v.page)
  await v.page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await v.page.goto(review + query)
  await v.page.getByRole('heading', { name: 'Access review', level: 1 }).waitFor()
}

test('the grid by keyboard, a cell, and why', async (visit) => {
  const v = await visit()
  const { page } = v
  v.expects(401, /auth\/token$/)
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Access' }).click()
  await page.getByRole('heading', { name: 'Access review', level: 1 }).waitFor()
  await page.getByText('Choose a project', { exact: true }).last().waitFor()
  await page.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'Shop <b>' })
  const grid = page.getByRole('grid', { name: 'Access' })
  const row = grid.getByRole('row', { name: /^deployer/ })
  await row.waitFor()
  const cells = row.getByRole('gridcell')
  assert.equal(await cells.count(), 15) // three environments by five actions
  assert.equal(await cells.nth(1).innerText().then((t) => t.includes('Permitted')), true) // readValue
  assert.equal(await cells.nth(2).innerText().then((t) => t.includes('Refused')), true) // create
  await grid.getByRole('row', { name: /^<img src=x/ }).waitFor()
  await axe(page, 'the grid')
  const first = grid.getByRole('gridcell').first()
  await first.focus()
  const down = await grid.getByRole('row').evaluateAll((rows) => rows.findIndex((r) => r.textContent?.startsWith('deployer'))) - 2
  for (let i = 0; i < down; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'deployer: readValue in dev' })
  await dialog.getByRole('row', { name: /^role wide role:custom:/ }).waitFor()
  await axe(page, 'a cell')
  await page.goBack()
  await dialog.waitFor({ state: 'detached' })
  await page.goForward()
  await dialog.getByRole('link', { name: 'Why' }).click()
  await page.getByRole('heading', { name: 'Simulate', level: 1 }).waitFor()
  await page.getByRole('table', { name: 'Rules: Active' }).waitFor()
})

test('what is exported, and what fits', async (visit) => {
  const v = await visit()
  const { page } = v
  await open(v, `?project=${project.id}&env=dev`)
  const save = async (name) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
    return readFileSync(await file.path(), 'utf8')
  }
  await page.getByRole('grid', { name: 'Access' }).waitFor()
  const table = await save('Export CSV')
  assert.match(table, /^type,id,name,dev describeSecret,dev readValue,/)
  assert.match(table, /,'=HYPERLINK\(1\),/)
  assert.match(table, /,deployer,permitted \(role wide\),/)
  const report = JSON.parse(await save('Download signed report'))
  assert.equal(report.report.assumed.projectId, project.id)
  assert.match(report.signature, /^warder-review-report\nsha256 /)
  await page.getByText(/^Assumed: a good credential, an address that is not known/).waitFor()
  await page.setViewportSize({ width: 360, height: 800 })
  await fits(page, 'the grid')
  await axe(page, 'the grid, narrow')
})

test('who can, what can, unused, and the least role is applied', async (visit) => {
  const v = await visit()
  const { page } = v
  await open(v, `?project=${project.id}&view=who-can`)
  await page.getByRole('table', { name: 'Who can', exact: true }).getByRole('row', { name: /^deployer Machine identity role / }).waitFor()
  await axe(page, 'who can')
  await page.goto(`${review}?project=${project.id}&view=what-can&subject=${identity.deployer}`)
  await page.getByText('dev:/', { exact: true }).click()
  await page.getByText(/^secrets: readValue by role/).locator('visible=true').first().waitFor()
  await axe(page, 'what can')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Unused' }).click()
  const unused = page.getByRole('table', { name: 'Unused grants' })
  await unused.getByRole('link', { name: 'Propose least role for =HYPERLINK(1)' }).waitFor()
  await axe(page, 'unused')
  await page.goto(`${review}?project=${project.id}&view=suggested&subject=${identity.deployer}&role=${role.id}`)
  const difference = page.getByRole('table', { name: 'Difference' })
  await difference.getByRole('row', { name: /Removed May readValue, describeSecret, delete and edit secrets/ }).waitFor()
  await difference.getByRole('row', { name: /Added May readValue secrets where environment is dev and secretPath is \// }).waitFor()
  await page.getByRole('table', { name: 'Who is affected' }).getByRole('row', { name: 'deployer' }).waitFor()
  await axe(page, 'a least role')
  await page.getByRole('button', { name: 'Apply', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Apply to Wide' })
  await axe(page, 'applying a role')
  await dialog.getByRole('button', { name: 'Apply', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await difference.getByRole('row', { name: /Kept May readValue secrets where/ }).waitFor()
  assert.equal((await api('GET', `/api/v4/secrets/DB_URL?projectId=${project.id}&environment=dev`, undefined, worker)).status, 200)
  assert.equal((await api('DELETE', '/api/v4/secrets/DB_URL', { projectId: project.id, environment: 'dev', secretPath: '/' }, worker)).status, 403)
})

test('a page about one subject has what it may do', async (visit) => {
  const v = await visit()
  const { page } = v
  await open(v)
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities/${identity.deployer}`)
  const region = page.getByRole('region', { name: 'Effective access' })
  await region.getByRole('button', { name: 'Show effective access' }).click()
  await region.getByText('Shop <b>', { exact: true }).click()
  await region.getByText('dev:/', { exact: true }).click()
  await region.getByText(/^secrets: readValue by role/).locator('visible=true').first().waitFor()
  await axe(page, 'effective access')
})

test('columns, views, unused grants of identities, and a decision as a test', async (visit) => {
  const v = await visit()
  const { page } = v
  v.expects(401, /auth\/token$/)
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/decisions?live=off`)
  const table = page.getByRole('table', { name: 'Decisions' })
  await table.getByRole('columnheader', { name: 'Address' }).waitFor()
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'Address' }).uncheck()
  await axe(page, 'columns')
  await page.keyboard.press('Escape')
  await table.getByRole('columnheader', { name: 'Address' }).waitFor({ state: 'detached' })
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Refused', exact: true }).click()
  await page.waitForURL(/outcome=refused&hide=ip|hide=ip&outcome=refused/)
  await table.getByRole('link', { name: 'Why' }).first().click()
  await page.getByRole('button', { name: 'Copy as opa test' }).click()
  await page.getByRole('button', { name: 'Copy as opa test' }).getByText('Copied').waitFor()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities`)
  await page.getByRole('button', { name: 'Unused grants' }).click()
  await page.getByRole('columnheader', { name: 'Unused grants' }).waitFor()
  await page.getByRole('row', { name: /=HYPERLINK\(1\) .* 1 / }).waitFor() // its role of the project
  await axe(page, 'identities with unused grants')
})

test('a reviewer who holds little is told what is left out', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await good('POST', '/api/v1/organization/roles', { name: 'Reviewer', slug: 'reviewer', permissions: [{ subject: 'access', action: ['review'] }, { subject: 'settings', action: ['read'] }] }, token)
  const reader = await join(v, orgId, token)
  const { users } = await good('GET', `/api/v2/organizations/${orgId}/memberships`, undefined, token)
  await good('PATCH', `/api/v2/organizations/${orgId}/memberships/${users.find((u) => u.user.email === reader.email).id}`, { role: 'reviewer' }, token)
  await page.goto(`${review}?project=${project.id}`)
  await page.getByText(/^Not complete: \d+ subjects? that holds? more than you (is|are) not shown\.$/).waitFor()
  assert.equal(await page.getByRole('row', { name: /^deployer/ }).count(), 0)
  await axe(page, 'a review that is not complete')
  await good('PATCH', `/api/v2/organizations/${orgId}/memberships/${users.find((u) => u.user.email === reader.email).id}`, { role: 'member' }, token)
  await page.reload()
  await page.getByRole('heading', { name: 'Refused' }).waitFor()
  await axe(page, 'a review, refused')
})

await run()
