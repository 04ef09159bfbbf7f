// The pictures of docs/console: each page of a demo organization, light and dark,
// wide and narrow.
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

import { admin, api, base, good, logIn, seed } from './harness.mjs'

const out = process.env.OUT ?? fileURLToPath(new URL('../../docs/console/', import.meta.url))
const only = process.env.ONLY?.split(',')

/** rollOut puts one policy in force and another one on its way. */
async function rollOut(token) {
  const bundle = (revision) => readFileSync(`${process.env.BUNDLES}/${revision}.tar.gz`).toString('base64')
  await good('POST', '/api/v1/authz/bundles', { stage: 'active', bundle: bundle(7), reason: 'API_KEY is audited this week' }, token)
  await good('POST', '/api/v1/authz/bundles', { stage: 'shadow', bundle: bundle(8), reason: 'DATABASE_URL is next' }, token)
}

/** demo is an organization with something on every page, two refusals included. */
async function demo(token, orgId) {
  const projects = {}
  for (const [name, description] of [['Billing', 'Invoices, payments and the ledger'], ['Shop', 'The web shop and its search'], ['Warehouse', 'Stock, picking and returns'], ['Data platform', 'Pipelines and the lake']]) {
    projects[name] = (await good('POST', '/api/v2/workspace', { projectName: name, projectDescription: description }, token)).project
  }
  const vault = (await good('POST', '/api/v2/workspace', { projectName: 'Vault', projectDescription: 'What only its clients can read', endToEndEncrypted: true }, token)).project
  const identities = {}
  for (const [name, role] of [['billing-api', 'no-access'], ['billing-worker', 'no-access'], ['ci', 'member'], ['nightly-backup', 'no-access'], ['shop-frontend', 'no-access'], ['terraform', 'member'], ['warehouse-sync', 'no-access']]) {
    identities[name] = (await good('POST', '/api/v1/identities', { name, organizationId: orgId, role, metadata: [{ key: 'team', value: name.split('-')[0] }] }, token)).identity
  }
  const secret = {}
  for (const name of Object.keys(identities)) {
    if (name === 'nightly-backup') continue
    const id = identities[name].id
    const { identityUniversalAuth } = await good('POST', `/api/v1/auth/universal-auth/identities/${id}`, {}, token)
    const { clientSecret } = await good('POST', `/api/v1/auth/universal-auth/identities/${id}/client-secrets`, { description: `${name} in production`, ttl: 7776000 }, token)
    secret[name] = { clientId: identityUniversalAuth.clientId, clientSecret }
  }
  const api_ = identities['billing-api'].id
  await good('POST', `/api/v1/auth/universal-auth/identities/${api_}/client-secrets`, { description: 'laptop of Grace', numUsesLimit: 5 }, token)
  const old = await good('POST', `/api/v1/auth/universal-auth/identities/${api_}/client-secrets`, { description: 'before the move' }, token)
  await good('POST', `/api/v1/auth/universal-auth/identities/${api_}/client-secrets/${old.clientSecretData.id}/revoke`, undefined, token)
  await good('POST', `/api/v1/auth/token-auth/identities/${api_}`, {}, token)
  await good('POST', `/api/v1/auth/token-auth/identities/${api_}/tokens`, { name: 'load test' }, token)
  const p = projects.Billing.id
  for (const [name, roles] of [['billing-api', [{ role: 'viewer' }]], ['billing-worker', [{ role: 'member' }]], ['ci', [{ role: 'viewer' }, { role: 'member', isTemporary: true, temporaryMode: 'relative', temporaryRange: '8h', temporaryAccessStartTime: new Date().toISOString() }]], ['terraform', [{ role: 'admin' }]]]) {
    await good('POST', `/api/v2/workspace/${p}/identity-memberships/${identities[name].id}`, { roles }, token)
  }
  const { tag } = await good('POST', `/api/v1/projects/${p}/tags`, { slug: 'database', color: '' }, token)
  const put = (key, environment, value, comment = '', tagIds = []) => good('POST', `/api/v4/secrets/${key}`, { projectId: p, environment, secretPath: '/', secretValue: value, secretComment: comment, tagIds }, token)
  for (const e of ['dev', 'staging', 'prod']) await put('DATABASE_URL', e, `postgres://${e}`, 'Of the primary', [tag.id])
  for (const e of ['dev', 'prod']) await put('STRIPE_API_KEY', e, 'sk_example', 'Rotated every quarter')
  for (const e of ['dev', 'staging', 'prod']) await put('SMTP_PASSWORD', e, 'x')
  for (const e of ['dev', 'staging']) await put('FEATURE_NEW_LEDGER', e, 'true', 'Until the ledger is moved')
  await put('SENTRY_DSN', 'prod', 'https://example')
  for (const [name, path] of [['ledger', '/'], ['exports', '/']]) await good('POST', '/api/v1/folders', { workspaceId: p, environment: 'dev', name, path }, token)
  await good('POST', '/api/v1/organization/roles', { name: 'Auditor', slug: 'auditor', description: 'Reads logs and decisions', permissions: [{ subject: 'audit-logs', action: ['read'] }, { subject: 'decisions', action: ['read'] }, { subject: 'policy', action: ['read'] }] }, token)
  await good('POST', `/api/v2/workspace/${p}/roles`, {
    name: 'Release', slug: 'release', description: 'Reads production, except the ledger', permissions: [
      { subject: 'secrets', action: ['describeSecret', 'readValue'], conditions: { environment: { $eq: 'prod' } } },
      { subject: 'secrets', action: ['readValue'], inverted: true, conditions: { secretPath: { $glob: '/ledger/**' } } },
    ],
  }, token)
  await good('POST', `/api/v1/workspace/${p}/trusted-ips`, { ipAddress: '127.0.0.0/8', comment: 'This machine', isActive: true }, token)
  await good('POST', `/api/v1/workspace/${p}/trusted-ips`, { ipAddress: '10.20.0.0/16', comment: 'The cluster', isActive: true }, token)
  for (const email of ['grace@example.com', 'alan@example.com']) await good('POST', '/api/v1/invite-org/signup', { inviteeEmail: email, organizationId: orgId }, token)
  const worker = (await good('POST', '/api/v1/auth/universal-auth/login', secret['billing-api'])).accessToken
  await rollOut(token)
  for (let i = 0; i < 6; i++) await api('GET', `/api/v3/secrets/raw/DATABASE_URL?workspaceId=${p}&environment=prod`, undefined, worker)
  await api('PATCH', '/api/v4/secrets/DATABASE_URL', { projectId: p, environment: 'prod', secretPath: '/', secretValue: 'y' }, worker)
  await api('DELETE', '/api/v4/secrets/SENTRY_DSN', { projectId: p, environment: 'prod', secretPath: '/' }, worker)
  const shop = (await good('POST', '/api/v1/auth/universal-auth/login', secret['shop-frontend'])).accessToken
  await api('GET', `/api/v3/secrets/raw/DATABASE_URL?workspaceId=${p}&environment=prod`, undefined, shop)
  // A decision is in the log a moment after it was answered.
  let decisions = []
  for (const until = Date.now() + 10_000; decisions.length < 4 && Date.now() < until;) ({ decisions } = await good('GET', '/api/v1/authz/decisions?permitted=false&limit=10', undefined, token))
  return { p, vault: vault.id, identity: api_, decision: (decisions.find((d) => d.reasons.some((r) => r.code === 'permission_missing')) ?? decisions[0]).id }
}

const { token, orgId } = await seed()
const ids = await demo(token, orgId)
const access = '/settings/access-control'
const shots = [
  ['overview', ''], ['add-project', '?dialog=add-project'], ['identities', `${access}/identities`], ['create-identity', `${access}/identities?dialog=create`],
  ['identity', `${access}/identities/{identity}`], ['universal-auth', `${access}/identities/{identity}?dialog=universal-auth`], ['oidc-auth', `${access}/identities/{identity}?dialog=oidc-auth`], ['users', `${access}/users`], ['roles', `${access}/roles`],
  ['role', `${access}/roles/new?from=member`], ['organization-settings', '/settings'], ['secrets', '/project/{p}/secrets'], ['secrets-development', '/project/{p}/secrets?env=dev'],
  ['add-secret', '/project/{p}/secrets?dialog=add'], ['encrypted', '/project/{vault}/secrets'], ['project-settings', '/project/{vault}/settings'], ['environments', '/project/{p}/settings/environments'],
  ['project-identities', `/project/{p}${access}/identities`], ['add-identity', `/project/{p}${access}/identities?dialog=add`], ['project-users', `/project/{p}${access}/users`],
  ['project-role', `/project/{p}${access}/roles/release`], ['trusted-ips', `/project/{p}${access}/trusted-ips`], ['service-tokens', `/project/{p}${access}/service-tokens`],
  ['audit-log', '/audit-log'], ['decisions', '/decisions?live=off&range=1h'], ['why', '/decisions/{decision}'], ['review', '/access/review?project={p}&ip=127.0.0.1'], ['least-role', '/access/review?project={p}&view=suggested&subject={identity}'], ['compare', '/access/compare?left=identity:{identity}&right=role:member&project={p}'], ['policy', '/policy'], ['rules', '/policy/rules'], ['rule', '/policy/rules?file=authz/rules/network/network.rego&line=40'], ['simulate', '/policy/simulate?decision={decision}'], ['try', '/policy/try?file=authz/rules/network/network.rego'], ['rollout', '/policy/rollout'], ['promote', '/policy/rollout?dialog=promote'], ['bundle-diff', '/policy/diff?from=active&to=candidate'], ['operations', '/operations'], ['account', 'account'],
]

mkdirSync(out, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--lang=en-US'] })
for (const [colorScheme, width, height] of [['light', 1440, 900], ['dark', 1440, 900], ['light', 360, 800], ['dark', 360, 800]]) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height }, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' })
  const page = await context.newPage()
  const take = (name) => page.screenshot({ path: `${out}/${name}-${colorScheme}-${width}.png` })
  await page.goto(`${base}/console/login`)
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  if (!only || only.includes('login')) await take('login')
  await logIn(page, admin)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  for (const [name, path] of shots) {
    if (only && !only.includes(name)) continue
    const where = path === 'account' ? '/account' : `/org/${orgId}${path.replace(/\{(\w+)\}/g, (_, key) => ids[key])}`
    await page.mouse.move(0, 0)
    await page.evaluate((to) => {
      document.querySelector('h1')?.setAttribute('data-old', '')
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, `/console${where}`)
    // The page of before stays until the next one is there; one that only changes keeps its heading.
    await page.waitForFunction(() => !document.querySelector('h1[data-old]') && !document.querySelector('.skeleton'), undefined, { timeout: 4000 }).catch(() => undefined)
    await page.waitForLoadState('networkidle')
    await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton'))
    await take(name)
  }
  await context.close()
}
await browser.close()
