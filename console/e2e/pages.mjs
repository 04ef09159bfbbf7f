// Every page of the router's table, in both themes: nothing that axe finds, and
// nothing wider than 360 pixels. A page that is added without a row here fails.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

import { admin, axe, base, fits, good, join, logIn, machineToken, run, seed, test } from './harness.mjs'

/** pages name for each path of the table what to open; dialogs are pages with a dialog open. */
const pages = {
  '/': [['', 'Organization Overview']],
  'settings': [['/settings', 'Organization Settings']],
  'settings/access-control/identities': [['/settings/access-control/identities', 'Machine Identities'], ['/settings/access-control/identities?dialog=create', 'Create identity']],
  'settings/access-control/identities/$identityId': [
    ['/settings/access-control/identities/{identity}', 'billing-service'], ['/settings/access-control/identities/{identity}?dialog=universal-auth', 'Configure Universal Auth'],
    ['/settings/access-control/identities/{identity}?dialog=client-secret', 'Create Client Secret'], ['/settings/access-control/identities/{identity}?dialog=delete', 'Delete billing-service'],
    ...['OIDC', 'JWT', 'Kubernetes', 'AWS', 'GCP', 'Azure'].map((name) => [`/settings/access-control/identities/{identity}?dialog=${name.toLowerCase()}-auth`, `Configure ${name} Auth`]),
  ],
  'settings/access-control/users': [['/settings/access-control/users', 'Users'], ['/settings/access-control/users?dialog=invite', 'Invite user']],
  'settings/access-control/roles': [['/settings/access-control/roles', 'Organization Roles']],
  'settings/access-control/roles/new': [['/settings/access-control/roles/new', 'Create Role']],
  'settings/access-control/roles/$roleId': [['/settings/access-control/roles/admin', 'Admin']],
  'access/review': [
    ['/access/review', 'Access review'], ['/access/review?project={project}', 'Access review'], ['/access/review?project={project}&cell=0-0', `${admin.email}: describeSecret in dev`],
    ...['who-can', 'what-can', 'unused', 'suggested'].map((view) => [`/access/review?project={project}&view=${view}&kind=identity&subject={identity}`, 'Access review']),
  ],
  'access/compare': [['/access/compare', 'Privilege comparison'], ['/access/compare?left=identity:{identity}&right=role:admin&project={project}', 'Privilege comparison']],
  'policy': [['/policy', 'Policy']],
  'policy/simulate': [
    ['/policy/simulate', 'Simulate'], ['/policy/simulate?decision={decision}', 'Simulate'],
    ['/policy/simulate?kind=identity&subject={identity}&action=readValue&resource=secrets&project={project}&environment=prod&path=/&name=DB_URL', 'Simulate'],
  ],
  'policy/try': [['/policy/try', 'Try a policy'], ['/policy/try?file=authz/rules/network/network.rego&dialog=replay', 'Replay']],
  'policy/rollout': [['/policy/rollout', 'Rollout'], ['/policy/rollout?dialog=publish', 'Publish bundle']],
  'policy/diff': [['/policy/diff?from=active&to=own', 'Bundle diff']],
  'operations': [['/operations', 'Operations']],
  'policy/rules': [['/policy/rules', 'Rules'], ['/policy/rules?file=authz/rules/network/network.rego&line=40', 'Rules'], ['/policy/rules?file=authz/rules/network/network.rego&heat=hits', 'Rules'], ['/policy/rules?file=authz/rules/network/network.rego&heat=coverage', 'Rules']],
  'audit-log': [['/audit-log', 'Audit Log']],
  'decisions': [['/decisions', 'Decisions']],
  'decisions/$decisionId': [['/decisions/{decision}', 'Why']],
  'project/$projectId/secrets': [
    ['/project/{project}/secrets', 'Secrets'], ['/project/{project}/secrets?env=dev', 'Secrets'], ['/project/{project}/secrets?dialog=add', 'Add Secret'],
    ['/project/{project}/secrets?env=dev&dialog=paste', 'Paste .env'],
  ],
  'project/$projectId/audit-log': [['/project/{project}/audit-log', 'Audit Log']],
  'project/$projectId/settings': [['/project/{project}/settings', 'Project Settings']],
  'project/$projectId/settings/environments': [['/project/{project}/settings/environments', 'Environments'], ['/project/{project}/settings/environments?dialog=add', 'Add environment']],
  'project/$projectId/settings/access-control/identities': [
    ['/project/{project}/settings/access-control/identities', 'Machine Identities'], ['/project/{project}/settings/access-control/identities?dialog=add', 'Add identity'],
  ],
  'project/$projectId/settings/access-control/users': [['/project/{project}/settings/access-control/users', 'Users'], ['/project/{project}/settings/access-control/users?dialog=add', 'Add user']],
  'project/$projectId/settings/access-control/roles': [['/project/{project}/settings/access-control/roles', 'Project Roles']],
  'project/$projectId/settings/access-control/roles/new': [['/project/{project}/settings/access-control/roles/new?from=viewer', 'Create Role']],
  'project/$projectId/settings/access-control/roles/$roleId': [['/project/{project}/settings/access-control/roles/viewer', 'Viewer']],
  'project/$projectId/settings/access-control/trusted-ips': [['/project/{project}/settings/access-control/trusted-ips', 'Trusted IPs'], ['/project/{project}/settings/access-control/trusted-ips?dialog=add', 'Add address']],
  'project/$projectId/settings/access-control/service-tokens': [['/project/{project}/settings/access-control/service-tokens', 'Service Tokens']],
}

/** mostRequests is how many requests of the API a page may take to show. */
const mostRequests = 5

/** more are pages of several parts: the secrets and the folders of each environment of a project are a request of their own, and the names of projects are read again when they are old. */
const more = { '/project/{project}/secrets': 9 }

const outside = [['/account', 'Account']]

/** routed are the paths in the source of the router. */
function routed() {
  const source = readFileSync(new URL('../src/app/router.tsx', import.meta.url), 'utf8')
  const names = { access: 'settings/access-control', inProject: 'project/$projectId', projectSettings: 'project/$projectId/settings' }
  return [...source.matchAll(/^ {4}at\(([^,]+),/gm)].map(([, text]) => names[text] ?? text.slice(1, -1).replace(/\$\{(\w+)\}/g, (_, name) => names[name]))
}

/** asked counts the requests that pages send, and tells of those that were asked twice. */
function asked(page) {
  let requests = []
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (url.pathname.startsWith('/api/') && !url.pathname.endsWith('/stream')) requests.push(`${r.method()} ${url.pathname}${url.search}`)
  })
  // The coverage is asked for again until it was measured, as often as that takes.
  return () => requests.splice(0).filter((r, i, all) => !r.includes('coverage=true') || all.indexOf(r) === i)
}

/** go goes to a page as the back button does, without loading the console again. */
async function go(page, where) {
  await page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, `/console${where}`)
}

async function fill(token, orgId) {
  const { project } = await good('POST', '/api/v2/workspace', { projectName: 'Shop', projectDescription: 'The web shop' }, token)
  const { identity } = await good('POST', '/api/v1/identities', { name: 'billing-service', organizationId: orgId, role: 'no-access' }, token)
  await good('POST', `/api/v1/auth/universal-auth/identities/${identity.id}`, {}, token)
  await good('POST', `/api/v1/auth/universal-auth/identities/${identity.id}/client-secrets`, { description: 'laptop' }, token)
  await machineToken(identity.id, token)
  await good('POST', `/api/v2/workspace/${project.id}/identity-memberships/${identity.id}`, { role: 'viewer' }, token)
  for (const [key, environment] of [['DB_URL', 'dev'], ['DB_URL', 'prod'], ['FOO', 'dev']]) {
    await good('POST', `/api/v4/secrets/${key}`, { projectId: project.id, environment, secretPath: '/', secretValue: 'value' }, token)
  }
  await good('POST', '/api/v1/folders', { workspaceId: project.id, environment: 'dev', name: 'db', path: '/' }, token)
  const { decisions } = await good('GET', '/api/v1/authz/decisions?limit=1', undefined, token)
  return { project: project.id, identity: identity.id, decision: decisions[0].id }
}

const { token, orgId } = await seed()
const ids = await fill(token, orgId)

for (const [colorScheme, width] of [['light', 1440], ['dark', 360]]) {
  test(`${colorScheme} at ${width}`, async (visit) => {
    assert.deepEqual(routed().filter((path) => !pages[path]), [], 'pages without a row')
    const v = await visit({ colorScheme, viewport: { width, height: 900 } })
    v.expects(401, /auth\/token$/)
    const { page } = v
    await page.goto(`${base}/console/login`)
    await page.getByRole('heading', { name: 'Log in' }).waitFor()
    await axe(page, 'Log in')
    await fits(page, 'Log in')
    await logIn(page)
    await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
    const sent = asked(page)
    for (const [path, title] of [...Object.values(pages).flat().map(([p, t]) => [`/org/${orgId}${p}`, t]), ...outside]) {
      const where = path.replace(/\{(\w+)\}/g, (_, name) => ids[name])
      await go(page, where)
      await page.getByRole('heading', { name: title, exact: true }).first().waitFor()
      await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' })
      await axe(page, path)
      await fits(page, path)
      assert.ok((await page.title()).endsWith('Warder'), `${path}: ${await page.title()}`)
      const requests = sent()
      const reads = requests.filter((r) => r.startsWith('GET '))
      assert.equal(new Set(reads).size, reads.length, `${path} reads twice: ${reads.join(', ')}`)
      assert.ok(requests.length <= (more[path.replace(`/org/${orgId}`, '')] ?? mostRequests), `${path} asks ${requests.length} times: ${requests.join(', ')}`)
    }
  })
}

test('a refused action says why and sends nothing', async (visit) => {
  const v = await visit()
  v.expects(403, /.*/)
  const { page } = v
  await join(v, orgId, token)
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities`)
  await page.getByRole('heading', { name: 'Machine Identities', level: 1 }).waitFor()
  const create = page.getByRole('button', { name: 'Create identity' }).first()
  await create.and(page.locator('[aria-disabled="true"]')).waitFor()
  let sent = 0
  page.on('request', (r) => (sent += r.url().endsWith('/api/v1/identities') && r.method() === 'POST' ? 1 : 0))
  await create.focus()
  await page.keyboard.press('Enter')
  await page.getByText('permission_missing').last().waitFor()
  assert.equal(sent, 0)
  await axe(page, 'a refused action')
})

test('lock, unlock, log out, back', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities?dialog=create`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('half typed')
  await page.keyboard.press('Escape')
  const other = await v.tab()
  await other.goto(`${base}/console/org/${orgId}`)
  await other.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.getByRole('button', { name: `Account: ${admin.email}` }).click()
  await page.getByRole('menuitem', { name: 'Lock now' }).click()
  await page.getByRole('heading', { name: 'Locked' }).waitFor()
  await other.getByRole('heading', { name: 'Locked' }).waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await page.getByRole('heading', { name: 'Machine Identities', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Create identity' }).first().click()
  assert.equal(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue(), 'half typed')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: `Account: ${admin.email}` }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.goBack().catch(() => undefined)
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  assert.equal(await page.getByRole('table').count(), 0)
})

test('a wrong password, and names that are markup', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/(token|login)$/)
  const hostile = '<img src=x onerror=alert(1)>\u202Egnp'
  const { identity } = await good('POST', '/api/v1/identities', { name: hostile, organizationId: orgId, role: 'no-access' }, token)
  const { page } = v
  await logIn(page, { email: admin.email, password: 'not it at all' })
  await page.getByText('Email or password is wrong').waitFor()
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities/${identity.id}`)
  await page.getByRole('heading', { level: 1, name: '<img src=x onerror=alert(1)>\\u202egnp' }).waitFor()
  assert.equal(await page.locator('main img').count(), 0)
})

await run()
