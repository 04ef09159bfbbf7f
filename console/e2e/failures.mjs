// What goes wrong: a session that ends in the middle of a form, a server that fails or
// is away, and names that are made to break a page. What was typed stays.
import assert from 'node:assert/strict'

import { admin, api, axe, base, fits, good, logIn, run, seed, signIn, test } from './harness.mjs'

const { orgId } = await seed()
const identities = `${base}/console/org/${orgId}/settings/access-control/identities`

const dialog = (page) => page.getByRole('dialog', { name: 'Create identity' })

async function typing(page, name) {
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${identities}?dialog=create`)
  await dialog(page).getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await dialog(page).getByRole('switch', { name: 'Delete protection' }).check()
}

async function created(page, name) {
  await page.getByRole('dialog', { name: 'Configure Universal Auth' }).getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  const { identities: found } = await good('POST', '/api/v1/identities/search', { search: { name } }, (await signIn(admin.email, admin.password)).token)
  assert.deepEqual(found.map((i) => [i.identity.name, i.identity.hasDeleteProtection]), [[name, true]])
}

test('a session ends in the middle of a form', async (visit) => {
  const v = await visit()
  v.expects(401, /.*/)
  const { page } = v
  await typing(page, 'typed before the end')
  const other = await signIn(admin.email, admin.password)
  assert.equal((await api('DELETE', '/api/v2/users/me/sessions', undefined, other.token)).status, 200)
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.getByText('Your session has ended').waitFor()
  await axe(page, 'a session that ended')
  await page.getByRole('textbox', { name: 'Email' }).fill(admin.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await dialog(page).waitFor()
  assert.equal(await dialog(page).getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'typed before the end')
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await created(page, 'typed before the end')
})

test('a server that fails, once', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(500, /identities$/)
  const { page } = v
  await typing(page, 'typed before the fault')
  await page.route('**/api/v1/identities', (route) => route.fulfill({ status: 500, json: { reqId: 'req-of-the-fault', statusCode: 500, error: 'InternalServerError', message: 'Something broke' } }), { times: 1 })
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await dialog(page).getByRole('alert').getByText('Something broke').waitFor()
  await dialog(page).getByText('req-of-the-fault').waitFor()
  await axe(page, 'a form that failed')
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await created(page, 'typed before the fault')
})

test('offline, and back', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await typing(page, 'typed before the cable')
  await v.context.setOffline(true)
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await dialog(page).getByRole('heading', { name: 'The server does not answer' }).waitFor()
  await v.context.setOffline(false)
  await dialog(page).getByRole('button', { name: 'Create', exact: true }).click()
  await created(page, 'typed before the cable')
  let away = true
  await page.route('**/api/v2/organizations/*/memberships', (route) => (away ? route.abort() : route.continue()))
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Machine Identities' }).click()
  await page.getByRole('heading', { name: 'Machine Identities', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Users', exact: true }).click()
  await page.getByText('The server does not answer; trying again').waitFor()
  await axe(page, 'offline')
  away = false
  await page.getByRole('table', { name: 'Users' }).getByText(admin.email, { exact: true }).waitFor()
  await page.getByText('The server does not answer; trying again').waitFor({ state: 'detached' })
})

const hostile = {
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  turned: 'gnp.\u202Efdp\u202C and \u2066more\u2069',
  right: 'שלום עולם مرحبا',
  emoji: '🔑🏴‍☠️👩‍👩‍👧‍👦',
  formula: '=cmd|calc',
  long: 'w'.repeat(255),
  template: '{{constructor.constructor("alert(1)")()}} ${7*7}',
}

test('names that are made to break a page', async (visit) => {
  const { token: fresh } = await signIn(admin.email, admin.password)
  for (const name of Object.values(hostile)) await good('POST', '/api/v1/identities', { name, organizationId: orgId, role: 'no-access', metadata: [{ key: name.slice(0, 200), value: name }] }, fresh)
  const { project } = await good('POST', '/api/v2/workspace', { projectName: hostile.markup.slice(0, 60), projectDescription: 'long words '.repeat(46).trim() }, fresh)
  for (const [key, comment] of [['K'.repeat(200), 'c'.repeat(500)], ['EMOJI_🔑', hostile.turned], ['MARKUP', hostile.markup]]) {
    await good('POST', `/api/v4/secrets/${encodeURIComponent(key)}`, { projectId: project.id, environment: 'dev', secretPath: '/', secretValue: hostile.markup, secretComment: comment }, fresh)
  }
  for (const width of [1440, 360]) {
    const v = await visit({ viewport: { width, height: 900 } })
    v.expects(401, /auth\/token$/)
    const { page } = v
    let asked = false
    page.on('dialog', (d) => {
      asked = true
      void d.dismiss()
    })
    await logIn(page)
    await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
    await fits(page, `the overview at ${width}`)
    for (const [path, shown] of [
      ['settings/access-control/identities', hostile.markup], [`project/${project.id}/secrets?env=dev`, 'EMOJI_🔑'], [`project/${project.id}/secrets`, 'EMOJI_🔑'], ['decisions?range=1h&live=off', 'create'],
    ]) {
      await page.goto(`${base}/console/org/${orgId}/${path}`)
      await page.getByText(shown).first().waitFor()
      await fits(page, `${path} at ${width}`)
      await axe(page, `${path} at ${width}`)
      assert.equal(await page.locator('main img, main script').count(), 0)
      assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(await page.locator('main').innerText()), `${path} turns text around`)
    }
    assert.equal(asked, false)
  }
})

await run()
