// Changes in the grid of secrets: kept until they are saved together, never over what
// another hand has saved meanwhile without a word, and not lost by leaving the page.
import assert from 'node:assert/strict'

import { axe, base, good, logIn, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop' }, token)
const place = (environment) => ({ projectId: project.id, environment, secretPath: '/' })
for (const environment of ['dev', 'prod']) for (const key of ['DB_URL', 'API_KEY']) await good('POST', `/api/v4/secrets/${key}`, { ...place(environment), secretValue: `${key} of ${environment}` }, token)
const value = async (key, environment) => (await good('GET', `/api/v4/secrets/${key}?projectId=${project.id}&environment=${environment}&secretPath=/&viewSecretValue=true`, undefined, token)).secret.secretValue

test('changes in the grid', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/project/${project.id}/secrets`)
  const type = async (name, text, key = 'Enter') => {
    await page.getByRole('button', { name: `Change ${name}` }).click()
    const input = page.getByRole('textbox', { name: `New value of ${name}` })
    await input.fill(text)
    await input.press(key)
  }
  await type('DB_URL in Development', 'given up', 'Escape')
  assert.equal(await page.getByRole('region', { name: 'Changes' }).count(), 0)
  await type('DB_URL in Development', 'first')
  await type('DB_URL in Development', 'new in dev')
  await type('DB_URL in Production', 'new in prod')
  await type('API_KEY in Production', 'taken away')
  const bar = page.getByRole('region', { name: 'Changes' })
  await bar.getByText('3 changes').waitFor()
  await axe(page, 'changes in the grid')
  assert.equal(await value('DB_URL', 'dev'), 'DB_URL of dev')
  assert.ok(!(await page.content()).includes('new in prod'))

  await bar.getByRole('button', { name: 'Review' }).click()
  const review = page.getByRole('dialog', { name: 'Review changes' })
  await review.getByRole('button', { name: 'Take away the change of API_KEY in Production' }).click()
  await review.getByRole('button', { name: 'Reveal new value of DB_URL in Production' }).click()
  await review.getByText('new in prod').waitFor()
  await axe(page, 'Review changes')
  await good('PATCH', '/api/v4/secrets/DB_URL', { ...place('prod'), secretValue: 'of another hand' }, token)
  await review.getByRole('button', { name: 'Save all' }).click()
  await review.getByText('Began at 1, 2 is there').waitFor()
  assert.deepEqual([await value('DB_URL', 'dev'), await value('DB_URL', 'prod')], ['DB_URL of dev', 'of another hand'])
  await review.getByRole('button', { name: 'Save over them' }).click()
  await review.waitFor({ state: 'detached' })
  await bar.waitFor({ state: 'detached' })
  assert.deepEqual([await value('DB_URL', 'dev'), await value('DB_URL', 'prod'), await value('API_KEY', 'prod')], ['new in dev', 'new in prod', 'API_KEY of prod'])

  await type('API_KEY in Development', 'left behind')
  await page.getByRole('link', { name: 'Project Settings', exact: true }).click()
  const leave = page.getByRole('dialog', { name: 'Leave without saving' })
  await leave.getByText('1 change would be lost').waitFor()
  await leave.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('link', { name: 'Development', exact: true }).click() // another view of the same page keeps them
  await page.getByRole('button', { name: 'Undo API_KEY' }).waitFor()
  await bar.getByRole('button', { name: 'Discard' }).click()
  await bar.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Project Settings', exact: true }).click()
  await page.getByRole('heading', { name: 'Project Settings', level: 1 }).waitFor()
  assert.equal(await value('API_KEY', 'dev'), 'API_KEY of dev')
})

test('a folder as it was', async (visit) => {
  const v = await visit({ timezoneId: 'UTC' })
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/project/${project.id}/secrets?env=dev`)
  await page.getByRole('grid', { name: 'Secrets' }).getByText('API_KEY').waitFor()
  await page.getByLabel('As of').fill('2020-01-01T00:00')
  await page.getByText('Nothing was in Development:/ then').waitFor()
  await page.getByLabel('As of').fill('2099-01-01T00:00')
  await page.getByRole('table', { name: 'Secrets' }).getByText('API_KEY').waitFor()
  await axe(page, 'a folder as it was')
  await page.reload()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.getByRole('button', { name: 'Reveal API_KEY' }).waitFor()
})

await run()
