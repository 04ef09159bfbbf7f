import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

// What an effect returns is called as its clean-up. A method of the browser that returns
// nothing today may return a promise tomorrow, as scrollIntoView does since 2026, and then
// the page falls over when it is left. So an effect without braces is one of those that
// return a clean-up of ours.
const cleanups = /^(holdPage\(\)|\(count > 0 \? holdPage\(\) : undefined\))/

test('no effect returns what the browser returns', () => {
  const src = new URL('../src/', import.meta.url)
  const files = readdirSync(src, { recursive: true }).filter((name) => /\.tsx?$/.test(name))
  assert.ok(files.length > 50)
  let effects = 0
  for (const name of files) {
    for (const [, returned] of readFileSync(new URL(name, src), 'utf8').matchAll(/use(?:Layout)?Effect\(\(\) => ([^{\n][^\n]*)/g)) {
      effects++
      assert.match(returned, cleanups, name)
    }
  }
  assert.equal(effects, 2)
})
