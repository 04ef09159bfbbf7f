// A refused request is simulated again, as it was and changed in one part; and one that
// no client sends.
import assert from 'node:assert/strict'

import { api, axe, base, fits, good, logIn, machineToken, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
for (const environment of ['dev', 'prod']) await good('POST', '/api/v4/secrets/DB_URL', { projectId: project.id, environment, secretPath: '/', secretValue: 'very-secret' }, token)
const { identity } = await good('POST', '/api/v1/identities', { name: 'deployer', organizationId: orgId, role: 'no-access' }, token)
await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity.id}`, { role: 'no-access' }, token)
await good('POST', '/api/v2/identity-project-additional-privilege', {
  identityId: identity.id, projectId: project.id, type: { isTemporary: false },
  permissions: [{ subject: 'secrets', action: ['readValue', 'describeSecret'], conditions: { environment: { $eq: 'dev' } } }],
}, token)
const accessToken = await machineToken(identity.id, token)
const refused = await api('GET', `/api/v3/secrets/raw/DB_URL?workspaceId=${project.id}&environment=prod`, undefined, accessToken)
assert.equal(refused.body.details.reasons[0].code, 'permission_missing')

test('a recorded request, and the same in another environment', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/decisions/${refused.body.details.decisionId}`)
  await page.getByRole('link', { name: 'Simulate this request' }).click()
  await page.getByRole('heading', { name: 'Simulate', level: 1 }).waitFor()
  const active = page.getByRole('region', { name: 'Active', exact: true })
  await active.getByRole('heading', { name: 'Refused' }).waitFor()
  await active.getByText('permission_missing').waitFor()
  await page.getByRole('table', { name: 'Rules: Active' }).getByRole('link', { name: /secrets\.rego:\d+/ }).first().waitFor()
  await page.getByText('Those of the record; what is absent there stays absent').waitFor()
  await page.getByRole('button', { name: 'Copy as opa test: Active' }).click() // what it copies: tests/review
  await page.getByText('Copied', { exact: true }).first().waitFor()
  await page.getByRole('combobox', { name: 'Change' }).selectOption({ label: 'Environment' })
  await page.getByRole('textbox', { name: 'Environment' }).fill('dev')
  await page.getByRole('button', { name: 'Simulate', exact: true }).click()
  await active.getByRole('heading', { name: 'Permitted' }).waitFor()
  await page.getByText('Those of the database at present').waitFor()
  assert.match(page.url(), /field=environment/)
  await axe(page, 'a simulated decision')
  await page.setViewportSize({ width: 360, height: 800 })
  await fits(page, 'a simulated decision')
  await page.goBack()
  await active.getByRole('heading', { name: 'Refused' }).waitFor()
})

test('a request that is not made', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(422, /simulate$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Policy' }).click()
  await page.getByRole('navigation', { name: 'Policy' }).getByRole('link', { name: 'Simulate' }).click()
  await page.getByText('Start from what was refused lately, or say who asks for what').waitFor()
  await page.getByRole('list', { name: 'Refused in the last hour' }).getByRole('link', { name: /^deployer was refused readValue on secrets DB_URL/ }).first().click()
  await page.getByRole('region', { name: 'Active', exact: true }).getByRole('heading', { name: 'Refused' }).waitFor()
  await page.goBack()
  await page.getByText('Start from what was refused lately, or say who asks for what').waitFor()
  const form = page.getByRole('form', { name: 'Request' })
  const subject = form.getByRole('combobox', { name: 'Subject' })
  await subject.click()
  await subject.fill('deployer')
  await page.getByRole('option', { name: 'deployer' }).click()
  await form.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'Shop' })
  await form.getByRole('textbox', { name: 'Environment' }).fill('dev')
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('DB_URL')
  await form.getByRole('textbox', { name: 'Address' }).fill('10.1.2.3')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'Active', exact: true }).getByRole('heading', { name: 'Permitted' }).waitFor()
  await page.getByText('No other policy is on its way').waitFor()
  await page.getByText('10.1.2.3', { exact: true }).waitFor()
  await axe(page, 'a simulation')
  await form.getByRole('textbox', { name: 'Action' }).fill('fly')
  await form.getByRole('button', { name: 'Simulate', exact: true }).click()
  await page.getByText('No rule of the policy decides fly on secrets').waitFor()
  await form.getByRole('textbox', { name: 'Paste a decision' }).fill('no id')
  await page.getByText('That is no id of a decision').waitFor()
  await form.getByRole('textbox', { name: 'Paste a decision' }).fill(refused.body.details.decisionId)
  await form.getByRole('button', { name: 'Simulate', exact: true }).click()
  await page.getByText('with the facts of its time').waitFor()
  await page.getByRole('button', { name: 'Another request' }).click()
  await form.getByRole('textbox', { name: 'Paste a decision' }).waitFor()
})

await run()
