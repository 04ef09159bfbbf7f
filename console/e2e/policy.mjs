// From a code that refuses to the rule that gives it, its source, and back to the
// decisions that it made.
import assert from 'node:assert/strict'

import { api, axe, base, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { identity } = await good('POST', '/api/v1/identities', { name: 'reporter', organizationId: orgId, role: 'no-access' }, token)
const accessToken = await machineToken(identity.id, token)
for (let i = 0; i < 3; i++) assert.equal((await api('GET', '/api/v1/authz/policy/rules', undefined, accessToken)).status, 403)

test('from a code to its rule, and to its decisions', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('navigation', { name: 'Organization' }).getByRole('link', { name: 'Policy' }).click()
  await page.getByRole('heading', { name: 'Policy', level: 1 }).waitFor()
  const codes = page.getByRole('table', { name: 'Reason Codes' })
  await page.getByRole('button', { name: 'Refusals in 24 h' }).click()
  await page.getByRole('button', { name: 'Refusals in 24 h' }).click()
  await codes.getByRole('row', { name: /^permission_missing / }).getByRole('link', { name: /^[1-9]$/ }).waitFor() // repeated refusals may be one record
  await page.getByRole('searchbox', { name: 'Search codes' }).fill('trusted')
  await codes.getByRole('link', { name: 'ip_not_allowed' }).click()
  await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor()
  const rules = page.getByRole('table', { name: 'Rules' })
  await page.getByText('1 rule', { exact: true }).waitFor()
  await rules.getByRole('link', { name: 'The address is not trusted' }).click()
  const source = page.getByRole('region', { name: 'Source of authz/rules/network/network.rego' })
  await source.getByText('"code": "ip_not_allowed"').waitFor()
  const marked = await source.locator('[aria-current]').allInnerTexts()
  assert.ok(marked[0].startsWith('deny contains {') && marked.join('\n').includes('ip_not_allowed') && !marked.join('\n').includes('address_unknown'), marked.join('\n'))
  await axe(page, 'a rule with its source')
  assert.match(page.url(), /file=authz%2Frules%2Fnetwork%2Fnetwork\.rego&line=\d+|line=\d+.*file=/)
  await page.reload()
  await source.getByText('"code": "ip_not_allowed"').waitFor()
  await page.getByRole('navigation', { name: 'Packages' }).getByRole('link', { name: 'membership' }).click()
  await page.getByRole('region', { name: 'Source of authz/rules/membership/membership.rego' }).waitFor()
  await page.getByRole('button', { name: 'All files' }).click()
  await page.getByRole('searchbox', { name: 'Search rules' }).fill('permission_missing')
  await rules.getByRole('link', { name: /^[1-9]$/ }).first().click()
  await page.getByRole('heading', { name: 'Decisions', level: 1 }).waitFor()
  assert.match(page.url(), /code=permission_missing/)
  await page.getByRole('table', { name: 'Decisions' }).getByRole('link', { name: 'Why' }).first().click()
  await page.getByRole('table', { name: 'Rules' }).getByRole('link', { name: /\.rego:\d+$/ }).first().click()
  await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor()
  await page.getByRole('region', { name: /^Source of / }).locator('[aria-current]').first().waitFor()
})

test('hits of rules, dead rules, and what the tests cover', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/policy/rules?search=permission_missing`)
  await page.getByRole('combobox', { name: 'Heat' }).selectOption({ label: 'Hits' })
  const rules = page.getByRole('table', { name: 'Rules', exact: true })
  await page.getByText('All decisions of the last 7 days were counted.').waitFor()
  await rules.getByRole('columnheader', { name: 'Hits, 7 d' }).waitFor()
  await rules.getByRole('row', { name: /permission_missing [1-9]\d* [1-9]\d* [1-9]\d*$/ }).first().waitFor()
  await page.getByRole('searchbox', { name: 'Search rules' }).fill('ip_not_allowed')
  await page.getByRole('table', { name: 'Dead rules' }).getByRole('row', { name: /ip_not_allowed/ }).first().waitFor()
  await axe(page, 'hits of rules')
  await page.goto(`${base}/console/org/${orgId}/policy/rules?file=authz/rules/network/network.rego&heat=coverage`)
  await page.getByText('Coverage is being measured').waitFor()
  await page.getByText(/^Lines: /).click({ timeout: 90_000 })
  await page.getByRole('table', { name: 'Lines' }).getByRole('row', { name: / covered$/ }).first().waitFor()
  await axe(page, 'what tests cover')
})

test('a member without the right to read the policy sees why', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await join(v, orgId, token)
  await page.goto(`${base}/console/org/${orgId}/policy/rules`)
  await page.getByRole('heading', { name: 'Refused' }).waitFor()
  await page.getByText('permission_missing').first().waitFor()
  await axe(page, 'rules, refused')
})

await run()
