// A list of ten thousand identities, which tests/console has put there: it is read as
// far as one scrolls, and few of its rows are drawn. Times are told, not judged: as the
// browser has them (tasks over 50 ms), and in time of the processor, which other programs
// of the machine do not lengthen. Every run reads a quarter of it; ALL=1 reads to the end.
import assert from 'node:assert/strict'

import { axe, base, logIn, run, signIn, admin, test } from './harness.mjs'

const { orgId } = await signIn(admin.email, admin.password)
const all = 10_001 // with the identity that was made with the organization
const enough = process.env.ALL ? all : 2500

/** tasksOf counts what the page's thread does meanwhile: tasks of more than 50 ms of the processor, and the longest. */
async function tasksOf(page, doing) {
  const cdp = await page.context().newCDPSession(page)
  const events = []
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value))
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'toplevel'] } })
  await doing()
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await done
  await cdp.detach()
  const thread = (e) => `${e.pid} ${e.tid}`
  const page0 = new Set(events.filter((e) => e.name === 'Layout').map(thread))
  // The first and last task are of the tracing itself.
  const tasks = events.filter((e) => e.name.endsWith('RunTask') && page0.has(thread(e)) && e.tdur).sort((a, b) => a.ts - b.ts).slice(1, -1).map((e) => e.tdur / 1000)
  const long = tasks.filter((ms) => ms > 50).length
  return `${long} tasks over 50 ms of the processor, the longest ${Math.round(Math.max(...tasks))} ms`
}

test('ten thousand identities', async (visit) => {
  const v = await visit()
  v.expects(401, /auth\/token$/)
  const { page } = v
  await page.addInitScript(() => {
    window.long = []
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: 'longtask', buffered: true })
  })
  await logIn(page)
  await page.getByRole('heading', { name: 'Organization Overview' }).waitFor()
  const opened = Date.now()
  await page.goto(`${base}/console/org/${orgId}/settings/access-control/identities`)
  const table = page.getByRole('table', { name: 'Machine Identities' })
  await table.getByRole('link', { name: 'id-00000', exact: true }).waitFor()
  console.log(`     first rows after ${Date.now() - opened} ms`)
  await page.getByText('100 identities so far').or(page.getByText('200 identities so far')).waitFor()
  await axe(page, 'many identities')
  const settle = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))))
  const drawn = () => table.getByRole('row').count()
  const longest = async (what) => {
    const long = await page.evaluate(() => window.long.splice(0))
    console.log(`     ${what}: ${long.length} tasks over 50 ms${long.length ? `, the longest ${Math.max(...long)} ms` : ''}`)
  }
  await longest('until the first rows')
  let reading = Date.now()
  let most = 0
  const busy = await tasksOf(page, async () => {
    for (let i = 0; i < 400; i++) {
      const text = await page.getByText(/^[0-9,]+ identities( so far)?$/).innerText()
      if (!text.includes('so far') || Number(text.replace(/\D/g, '')) >= enough) break
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      await settle()
      most = Math.max(most, await drawn())
      await page.getByText(text, { exact: true }).waitFor({ state: 'detached' })
    }
  })
  console.log(`     read ${await page.getByText(/^[0-9,]+ identities( so far)?$/).innerText()} in ${Date.now() - reading} ms`)
  await longest('while it was read')
  console.log(`       ${busy}`)
  assert.equal(await table.getAttribute('aria-rowcount'), enough < all ? '-1' : String(all + 1))
  await page.evaluate(() => scrollTo(0, 0))
  await settle()
  await longest('the way back')
  await page.mouse.move(700, 600)
  const scrolling = await tasksOf(page, async () => {
    for (let i = 0; i < 60; i++) {
      await page.mouse.wheel(0, 900)
      await settle()
    }
  })
  most = Math.max(most, await drawn())
  await longest('scrolled by 60 turns of the wheel')
  console.log(`       ${scrolling}`)
  assert.ok(most <= 80, `${most} rows are drawn`)
  console.log(`     at most ${most} rows drawn`)

  await page.evaluate(() => scrollTo(0, 0))
  const typed = Date.now()
  await page.getByRole('searchbox', { name: 'Search identities' }).fill('ID-0777')
  await page.getByText('10 identities', { exact: true }).waitFor()
  console.log(`     found after ${Date.now() - typed} ms`)
  await page.getByRole('searchbox', { name: 'Search identities' }).fill('')
  await page.getByRole('button', { name: 'Name', exact: false }).first().click()
  await table.getByRole('link', { name: 'id-09999', exact: true }).waitFor()
  assert.match(page.url(), /order=desc/)
  await page.reload()
  await table.getByRole('link', { name: 'id-09999', exact: true }).waitFor()

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Search or jump to' }).getByRole('combobox', { name: 'Search' }).fill('id-04242')
  await page.getByRole('option', { name: 'id-04242' }).click()
  await page.getByRole('heading', { name: 'id-04242', level: 1 }).waitFor()
})

await run()
