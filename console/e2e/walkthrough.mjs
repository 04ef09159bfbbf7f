// From the first run to an application that can log in, as a person does it.
import assert from 'node:assert/strict'

import { admin, api, base, run, test } from './harness.mjs'

test('the walkthrough', async (visit) => {
  const v = await visit()
  const { page } = v
  v.expects(401, /auth\/token$/)
  let clicks = 0
  const click = async (role, name, within = page) => {
    clicks++
    await within.getByRole(role, { name, exact: true }).click()
  }
  await page.goto(base)
  await page.getByRole('heading', { name: 'Set up Warder' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/console/setup')
  await page.getByRole('textbox', { name: 'Organization name' }).fill(admin.organization)
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email)
  await page.getByRole('textbox', { name: 'Password' }).fill('short')
  await click('button', 'Create organization')
  await page.getByText('Use 8 characters or more').waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password)
  await click('button', 'Create organization')
  const once = page.getByRole('dialog', { name: 'Instance admin token' })
  const bootstrapToken = await once.getByRole('textbox', { name: 'Access Token' }).inputValue()
  assert.match(bootstrapToken, /^ey.+\..+\..+$/)
  await page.keyboard.press('Escape')
  await once.getByRole('button', { name: 'Done' }).click({ force: true }) // not yet: the box is not checked
  await once.getByRole('checkbox', { name: 'I have stored it' }).check()
  await click('button', 'Done', once)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  assert.equal(await page.getByText(bootstrapToken).count(), 0)

  clicks = 0
  await click('link', 'Create a machine identity')
  const create = page.getByRole('dialog', { name: 'Create identity' })
  await create.getByRole('textbox', { name: 'Name', exact: true }).fill('billing-service')
  await click('button', 'Create', create)
  const configure = page.getByRole('dialog', { name: 'Configure Universal Auth' })
  assert.equal(await configure.getByRole('spinbutton', { name: 'Access Token TTL' }).inputValue(), '7200')
  assert.equal(await configure.getByRole('spinbutton', { name: 'Access Token Max TTL' }).inputValue(), '2592000')
  await configure.getByRole('textbox', { name: 'Test an address' }).fill('10.1.2.3')
  await configure.getByText('10.1.2.3 is inside 0.0.0.0/0').first().waitFor()
  await click('button', 'Save', configure)
  await page.getByRole('heading', { name: 'billing-service', level: 1 }).waitFor()
  await click('button', 'Create Client Secret')
  const secretDialog = page.getByRole('dialog', { name: 'Create Client Secret' })
  await secretDialog.getByRole('textbox', { name: 'Description' }).fill('laptop')
  await click('button', 'Create', secretDialog)
  const shown = page.getByRole('dialog', { name: 'Client Secret', exact: true })
  const clientId = await shown.getByRole('textbox', { name: 'Client ID' }).inputValue()
  const clientSecret = await shown.getByRole('textbox', { name: 'Client Secret' }).inputValue()
  assert.match(await shown.getByRole('region', { name: 'Log in with curl' }).innerText(), new RegExp(clientSecret))
  await shown.getByRole('checkbox', { name: 'I have stored it' }).check()
  await click('button', 'Done', shown)
  await page.getByRole('table', { name: 'Client Secrets' }).getByText('laptop').waitFor()
  assert.ok(!(await page.content()).includes(clientSecret))

  const login = await api('POST', '/api/v1/auth/universal-auth/login', { clientId, clientSecret })
  assert.equal(login.status, 200, JSON.stringify(login.body))
  console.log(`     ${clicks} clicks`)
})

await run()
