// Rows by the keyboard, several at once, and commands that are refused.
import assert from 'node:assert/strict'

import { axe, base, good, join, logIn, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const make = async (name, more) => (await good('POST', '/api/v1/identities', { name, organizationId: orgId, role: 'no-access', ...more }, token)).identity
for (const name of ['alpha', 'beta', 'gamma']) await make(name)
await make('kept', { hasDeleteProtection: true })

const list = `${base}/console/org/${orgId}/settings/access-control/identities`

test('j, k, x, Enter, and deleting what is selected', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(list)
  await page.getByRole('link', { name: 'alpha' }).waitFor()
  for (const [key, name] of [['j', 'Instance Admin Identity'], ['j', 'alpha'], ['j', 'beta'], ['j', 'gamma'], ['k', 'beta']]) {
    await page.keyboard.press(key)
    await page.locator('a:focus', { hasText: name }).waitFor()
  }
  await page.keyboard.press('x')
  await page.getByRole('region', { name: 'Selection' }).getByText('1 selected').waitFor()
  await page.getByRole('checkbox', { name: 'Select kept' }).check()
  const remove = page.getByRole('button', { name: 'Delete selected' })
  await remove.and(page.locator('[aria-disabled="true"]')).waitFor()
  await page.getByRole('checkbox', { name: 'Select kept' }).uncheck()
  await page.getByRole('checkbox', { name: 'Select alpha' }).check()
  await axe(page, 'a selection')
  await remove.click()
  const dialog = page.getByRole('dialog', { name: 'Delete 2 identities' })
  assert.deepEqual((await dialog.getByRole('list', { name: 'To delete' }).getByRole('listitem').allInnerTexts()).sort(), ['alpha', 'beta'])
  await dialog.getByRole('textbox', { name: 'Type 2 to confirm' }).fill('2')
  await axe(page, 'deleting what is selected')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'alpha' }).waitFor({ state: 'detached' })
  assert.equal(await page.getByRole('region', { name: 'Selection' }).count(), 0)
  await page.getByRole('link', { name: 'gamma' }).focus()
  await page.keyboard.press('k')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'gamma', level: 1 }).waitFor()
})

test('one that fails keeps the others selected', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(500, /identities\//)
  for (const name of ['first', 'second']) await make(name)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(list)
  for (const name of ['first', 'second']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  let sent = 0
  await page.route('**/api/v1/identities/*', (route) => (route.request().method() === 'DELETE' && (sent += 1) === 2
    ? route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify({ statusCode: 500, error: 'InternalServerError', message: 'Something went wrong', reqId: 'req-1' }) })
    : route.continue()))
  await page.getByRole('button', { name: 'Delete selected' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete 2 identities' })
  await dialog.getByRole('textbox', { name: 'Type 2 to confirm' }).fill('2')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('alert').getByText('Something went wrong').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Selection' }).getByText('1 selected').waitFor()
})

test('a refused command of the palette says why', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await join(v, orgId, token)
  await page.goto(`${base}/console/org/${orgId}`)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill('create identity')
  const command = page.getByRole('option', { name: 'Create identity' })
  await command.and(page.locator('[aria-disabled="true"]')).waitFor()
  await page.keyboard.press('Enter')
  assert.ok(await page.getByRole('dialog', { name: 'Search or jump to' }).isVisible())
  await axe(page, 'a refused command')
})

await run()
