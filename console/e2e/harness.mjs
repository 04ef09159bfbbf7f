// What every file of this folder stands on: one browser against one fresh server,
// and what must hold at the end of each: no violation of the policy for content, no
// error in the console, no request that failed and was not meant to, no change that the
// page did not show as curl before, and nothing kept in the browser but the theme.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { chromium } from 'playwright-core'

export const base = process.env.WARDER_URL ?? 'http://127.0.0.1:8490'
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const admin = JSON.parse(readFileSync(new URL('./admin.json', import.meta.url), 'utf8'))

export async function api(method, path, body, token) {
  const response = await fetch(base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
}

export async function good(method, path, body, token) {
  const { status, body: answer } = await api(method, path, body, token)
  assert.equal(status, 200, `${method} ${path}: ${JSON.stringify(answer)}`)
  return answer
}

/** seed sets the server up and gives a token of its administrator. */
export async function seed() {
  await good('POST', '/api/v1/admin/bootstrap', admin)
  return signIn(admin.email, admin.password)
}

export async function signIn(email, password) {
  const { accessToken } = await good('POST', '/api/v3/auth/login', { email, password })
  const { organizations } = await good('GET', '/api/v2/users/me/organizations', undefined, accessToken)
  const orgId = organizations[0].id
  const { token } = await good('POST', '/api/v3/auth/select-organization', { organizationId: orgId }, accessToken)
  return { token, orgId }
}

/** routes are the paths of the API, those without a variable first. */
const routes = Object.keys(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')).paths).sort((a, b) => a.split('{').length - b.split('{').length)

const failed = []
const tests = []

export function test(name, body) {
  tests.push({ name, body })
}

/** unshown are requests that no form shows as curl: those of the session, and questions that the page asks by itself. */
const unshown = /auth\/(token|token\/revoke|logout|login|select-organization|console-link)$|invite-org\/(verify|accept)$|complete-account\/invite$|authz\/(ask|simulate|compare|matrix|candidates|check)$|identities\/search$/

/** decidesItself are requests that are not asked about before: they change nothing, or set a fresh server up. */
const decidesItself = /authz\/format$|admin\/bootstrap$/

/** watchCode tells of each change that a page sends without showing it as curl, or without having asked before whether it is permitted. */
function watchCode(routes) {
  const send = window.fetch
  const asked = new Set()
  const patterns = routes.map((route) => [new RegExp(`^${route.replace(/\{[^}]+\}/g, '[^/]+')}$`), route])
  const routeOf = (path) => patterns.find(([pattern]) => pattern.test(path.split('?')[0]))?.[1] ?? path
  window.fetch = (path, init = {}) => {
    const command = `-X ${init.method} '${location.origin}${path.split('?')[0]}`
    const shown = [...document.querySelectorAll('[role="region"][aria-label="curl"] pre')].some((e) => e.textContent.includes(command))
    if (path.endsWith('/api/v1/authz/ask')) for (const q of JSON.parse(init.body).requests) asked.add(`${q.method} ${routeOf(q.path)}`)
    if (init.method && init.method !== 'GET' && !asked.has(`${init.method} ${routeOf(path)}`)) void window.notAsked(`${init.method} ${path}`)
    if (init.method && init.method !== 'GET' && !shown) void window.notShown(`${init.method} ${path}`)
    return send(path, init)
  }
}

/** Browser is one visitor: a context of its own, watched. */
export class Visitor {
  static async open(browser, options = {}) {
    const v = new Visitor()
    v.context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'], ...options })
    v.context.setDefaultTimeout(15_000)
    v.problems = []
    v.meant = []
    await v.context.addInitScript(() => {
      window.violations = []
      document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`))
    })
    await v.context.exposeFunction('notShown', (what) => unshown.test(what.split('?')[0]) || v.problems.push(`not shown as curl: ${what}`))
    await v.context.exposeFunction('notAsked', (what) => unshown.test(what.split('?')[0]) || decidesItself.test(what.split('?')[0]) || v.problems.push(`not asked before: ${what}`))
    await v.context.addInitScript(watchCode, routes)
    v.page = await v.tab()
    return v
  }

  async tab() {
    const page = await this.context.newPage()
    page.on('console', (m) => {
      if (!['error', 'warning'].includes(m.type())) return
      if (m.text().startsWith('Failed to load resource')) return // judged by its response
      this.problems.push(`console: ${m.text()}`)
    })
    page.on('pageerror', (e) => this.problems.push(`page: ${e.message}`))
    page.on('response', (r) => {
      const path = new URL(r.url()).pathname
      if (r.status() >= 400 && !this.meant.some(([status, what]) => status === r.status() && what.test(path))) this.problems.push(`${r.status()} ${r.request().method()} ${path}`)
    })
    return page
  }

  /** expects a failing answer: of a status, of paths. */
  expects(status, what) {
    this.meant.push([status, what])
  }

  async close() {
    for (const page of this.context.pages()) {
      if (!page.url().startsWith(base)) continue
      const kept = await page.evaluate(async () => ({
        local: Object.keys(localStorage), session: Object.keys(sessionStorage), databases: (await indexedDB.databases()).length,
        caches: (await caches.keys()).length, cookies: document.cookie, workers: (await navigator.serviceWorker.getRegistrations()).length,
      }))
      assert.deepEqual({ ...kept, local: kept.local.filter((key) => key !== 'theme') }, { local: [], session: [], databases: 0, caches: 0, cookies: '', workers: 0 })
      this.problems.push(...(await page.evaluate(() => window.violations)).map((v) => `policy for content: ${v}`))
    }
    await this.context.close()
    assert.deepEqual(this.problems, [])
  }
}

/** axe finds what is wrong for those who do not see the page, or not well. */
export async function axe(page, where) {
  const cdp = await page.context().newCDPSession(page)
  const run = async (expression) => {
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  await run(axeSource + ';0')
  const text = await run(`axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] } })
    .then((r) => JSON.stringify(r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 4).map((n) => n.html.slice(0, 300) + ' | ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? '')) }))))`)
  const violations = JSON.parse(text)
  await cdp.detach()
  assert.deepEqual(violations, [], `${where}: ${JSON.stringify(violations, null, 2)}`)
}

/** fits is whether a page scrolls sideways. */
export async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${where} is ${wide} px wider than its window`)
}

export async function logIn(page, who = admin) {
  await page.goto(`${base}/console/login`)
  await page.getByRole('textbox', { name: 'Email' }).fill(who.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(who.password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** machineToken lets an identity log in by Token Auth, and gives a token of it. */
export async function machineToken(identityId, token) {
  await good('POST', `/api/v1/auth/token-auth/identities/${identityId}`, {}, token)
  const { accessToken } = await good('POST', `/api/v1/auth/token-auth/identities/${identityId}/tokens`, { name: 'job' }, token)
  return accessToken
}

/** join invites a person, who takes the link in a visitor's page and is logged in there. */
export async function join(v, orgId, token) {
  const person = { email: 'bob@example.com', password: 'a long password' }
  const { completeInviteLink } = await good('POST', '/api/v1/invite-org/signup', { inviteeEmail: person.email, organizationId: orgId }, token)
  v.expects(401, /auth\/token$/)
  const { page } = v
  await page.goto(completeInviteLink.replace(/^https?:\/\/[^/]+/, base))
  await page.getByRole('textbox', { name: 'First name' }).waitFor()
  assert.equal(new URL(page.url()).search, '')
  await page.getByRole('textbox', { name: 'First name' }).fill('Bob')
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  return person
}

/** run runs the tests of a file, one after another, in one browser. */
export async function run() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--lang=en-US'],
  })
  const only = process.env.ONLY
  for (const { name, body } of tests) {
    if (only && !name.includes(only)) continue
    const began = Date.now()
    const visitors = []
    try {
      await body(async (options) => {
        const visitor = await Visitor.open(browser, options)
        visitors.push(visitor)
        return visitor
      })
      for (const v of visitors) await v.close()
      console.log(`ok   ${name} (${Date.now() - began} ms)`)
    } catch (error) {
      failed.push(name)
      console.log(`FAIL ${name}\n${error.stack}`)
      for (const v of visitors) {
        for (const page of v.context.pages()) {
          console.log(`     at ${page.url()}\n${(await page.locator('body').ariaSnapshot().catch(() => '')).slice(0, 3000)}`)
          if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT }).catch(() => undefined)
        }
        if (v.problems.length) console.log(`     ${v.problems.join('\n     ')}`)
        await v.context.close().catch(() => undefined)
      }
    }
  }
  await browser.close()
  if (failed.length) process.exitCode = 1
}
