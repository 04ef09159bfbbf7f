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
  await click('button', 'Add New Project')
  const project = page.getByRole('dialog', { name: 'Add New Project' })
  await project.getByRole('textbox', { name: 'Project Name' }).fill('Shop')
  await click('button', 'Create Project', project)
  await page.getByRole('heading', { name: 'Secrets', level: 1 }).waitFor()
  const projectId = /project\/([^/]+)\//.exec(page.url())[1]
  await click('link', 'Development', page.getByRole('navigation', { name: 'Environments' }))
  await page.getByRole('banner').waitFor()
  await page.getByText('No secrets in Development:/').waitFor()
  await page.getByRole('button', { name: 'Add Secret' }).first().click()
  clicks++
  const adding = page.getByRole('dialog', { name: 'Add Secret' })
  await adding.getByRole('textbox', { name: 'Key' }).fill('FOO')
  await adding.getByRole('textbox', { name: 'Value' }).fill('BAR')
  await click('button', 'Add', adding)
  const secrets = page.getByRole('grid', { name: 'Secrets' })
  await secrets.getByText('FOO').waitFor()
  assert.ok(!(await page.content()).includes('BAR'))
  await secrets.getByRole('button', { name: 'Reveal FOO' }).click()
  await secrets.getByText('BAR').waitFor()
  await secrets.getByRole('button', { name: 'Hide FOO' }).click()
  await secrets.getByText('BAR').waitFor({ state: 'detached' })

  await click('link', 'Organization Settings', page.getByRole('navigation', { name: 'Organization' }))
  await click('link', 'Access Control', page.getByRole('navigation', { name: 'Organization Settings' }))
  await page.getByRole('heading', { name: 'Machine Identities', level: 1 }).waitFor()
  await click('button', 'Create identity')
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

  await click('link', 'Overview', page.getByRole('navigation', { name: 'Organization' }))
  await click('link', 'Shop')
  await click('link', 'Project Settings', page.getByRole('navigation', { name: 'Project', exact: true }))
  await click('link', 'Access Control', page.getByRole('navigation', { name: 'Project Settings' }))
  await page.getByText('No identities in this project yet').waitFor()
  await page.getByRole('button', { name: 'Add identity' }).first().click()
  clicks++
  const joining = page.getByRole('dialog', { name: 'Add identity' })
  await joining.getByRole('combobox', { name: 'Identity' }).fill('billing')
  await page.getByRole('option', { name: 'billing-service' }).click()
  clicks++
  await click('button', 'Add', joining)
  const members = page.getByRole('table', { name: 'Machine Identities' })
  await members.getByText('Viewer').waitFor()
  assert.ok(clicks <= 24, `${clicks} clicks`)

  const login = await api('POST', '/api/v1/auth/universal-auth/login', { clientId, clientSecret })
  assert.equal(login.status, 200, JSON.stringify(login.body))
  const read = await api('GET', `/api/v3/secrets/raw/FOO?workspaceId=${projectId}&environment=dev`, undefined, login.body.accessToken)
  assert.equal(read.body.secret?.secretValue, 'BAR', JSON.stringify(read.body))
  console.log(`     ${clicks} clicks`)
})

await run()
