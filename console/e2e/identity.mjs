// The logins of an identity by which another party vouches for it, and Client Secrets
// that are no good any more.
import assert from 'node:assert/strict'

import { axe, base, good, logIn, run, seed, test } from './harness.mjs'

const { token, orgId } = await seed()
const { identity } = await good('POST', '/api/v1/identities', { name: 'deploy', organizationId: orgId, role: 'no-access' }, token)
const universal = `/api/v1/auth/universal-auth/identities/${identity.id}`

test('OIDC Auth and Kubernetes Auth are added, read and changed', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  v.expects(422, /kubernetes-auth/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities/${identity.id}`)
  await page.getByText('This identity cannot log in').waitFor()
  await page.getByRole('button', { name: 'Add authentication' }).click()
  await page.getByRole('menuitem', { name: 'OIDC Auth' }).click()
  const oidc = page.getByRole('dialog', { name: 'Configure OIDC Auth' })
  await oidc.getByText('No login is admitted yet').waitFor()
  await oidc.getByRole('button', { name: 'Save' }).click()
  await oidc.getByText('Type the Issuer').waitFor()
  await oidc.getByRole('textbox', { name: 'OIDC Discovery URL' }).fill('https://token.actions.githubusercontent.com')
  await oidc.getByRole('textbox', { name: 'Issuer' }).fill('https://token.actions.githubusercontent.com')
  await oidc.getByRole('textbox', { name: 'Subject' }).fill('repo:acme/shop:ref:refs/heads/main')
  await oidc.getByText('No login is admitted yet').waitFor({ state: 'detached' })
  await oidc.getByRole('textbox', { name: 'Claims' }).fill('ref = refs/heads/main\njob_workflow_ref=acme/shop/.github/workflows/deploy.yml@refs/heads/main')
  await axe(page, 'Configure OIDC Auth')
  await oidc.getByRole('button', { name: 'Save' }).click()
  const group = page.getByRole('group', { name: 'OIDC Auth' })
  await group.getByText('repo:acme/shop:ref:refs/heads/main').waitFor()
  const { identityOidcAuth } = await good('GET', `/api/v1/auth/oidc-auth/identities/${identity.id}`, undefined, token)
  assert.deepEqual(identityOidcAuth.boundClaims, { ref: 'refs/heads/main', job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main' })

  await page.getByRole('button', { name: 'Add authentication' }).click()
  await page.getByRole('menuitem', { name: 'Kubernetes Auth' }).click()
  const cluster = page.getByRole('dialog', { name: 'Configure Kubernetes Auth' })
  await cluster.getByRole('textbox', { name: 'Kubernetes Host' }).fill('https://k8s.example.com:6443')
  await cluster.getByRole('textbox', { name: 'Token Reviewer JWT' }).fill('reviewer-token')
  await cluster.getByRole('combobox', { name: 'Token review' }).selectOption('By the published keys of the cluster')
  await cluster.getByRole('textbox', { name: 'Issuer' }).fill('https://k8s.example.com')
  await cluster.getByRole('button', { name: 'Save' }).click()
  await cluster.getByRole('textbox', { name: 'Allowed audience' }).and(page.locator('[aria-invalid="true"]')).waitFor()
  await cluster.getByRole('textbox', { name: 'Allowed audience' }).fill('warder')
  await cluster.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('group', { name: 'Kubernetes Auth' }).getByText('https://k8s.example.com:6443').waitFor()
  assert.ok(!(await page.content()).includes('reviewer-token'))
  await page.getByRole('button', { name: 'Edit Kubernetes Auth' }).click()
  await cluster.getByText('Empty: the one that is kept stays').waitFor()
  assert.equal(await cluster.getByRole('textbox', { name: 'Token Reviewer JWT' }).inputValue(), '')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Add authentication' }).click()
  await page.getByRole('menuitem', { name: 'OIDC Auth' }).and(page.locator('[aria-disabled="true"]')).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove OIDC Auth' }).click()
  await page.getByRole('dialog', { name: 'Remove OIDC Auth' }).getByRole('button', { name: 'Remove' }).click()
  await group.waitFor({ state: 'detached' })
})

test('a Client Secret says why it logs in no more', async (visit) => {
  await good('POST', universal, {}, token)
  const make = (settings) => good('POST', `${universal}/client-secrets`, settings, token)
  await make({ description: 'in use' })
  const once = await make({ description: 'for one login', numUsesLimit: 1 })
  const lost = await make({ description: 'lost' })
  const { identityUniversalAuth } = await good('GET', universal, undefined, token)
  await good('POST', '/api/v1/auth/universal-auth/login', { clientId: identityUniversalAuth.clientId, clientSecret: once.clientSecret })
  await good('POST', `${universal}/client-secrets/${lost.clientSecretData.id}/revoke`, undefined, token)
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities/${identity.id}`)
  const table = page.getByRole('table', { name: 'Client Secrets' })
  for (const [description, state] of [['in use', 'Active'], ['for one login', 'Used up'], ['lost', 'Revoked']]) {
    await table.getByRole('row', { name: description }).getByText(state).first().waitFor()
  }
  assert.equal(await table.getByRole('button', { name: 'Revoke lost' }).count(), 0)
  await axe(page, 'states of Client Secrets')
})

await run()
