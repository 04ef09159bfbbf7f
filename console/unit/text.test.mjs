import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ago, csvCell, duration, middle, plain, plural, slugOf } from '../src/parts/text.ts'
import { csv } from '../src/parts/download.ts'

test('seconds in words', () => {
  for (const [seconds, words] of [[0, '0 seconds'], [1, '1 second'], [59, '59 seconds'], [60, '1 minute'], [61, '1 minute 1 second'], [7200, '2 hours'], [90061, '1 day 1 hour'], [2592000, '30 days']]) {
    assert.equal(duration(seconds), words)
  }
})

test('how long ago', () => {
  const now = Date.parse('2026-12-01T09:00:00Z')
  for (const [time, words] of [
    ['2026-12-01T08:59:57Z', 'now'], ['2026-12-01T08:59:00Z', '1 minute ago'], ['2026-12-01T09:02:00Z', 'in 2 minutes'], ['2026-11-30T09:00:00Z', '1 day ago'], ['2026-06-01T09:00:00Z', '2026-06-01'],
  ]) assert.equal(ago(time, now), words)
})

test('characters that hide or turn text are shown', () => {
  assert.equal(plain('a\u202eb\u200bc\u0000'), 'a\\u202eb\\u200bc\\u0000')
  assert.equal(plain('naïve ✓ שלום 🔑\n\t'), 'naïve ✓ שלום 🔑\n\t')
})

test('no cell of a table of text is a formula', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) assert.ok(csvCell(`${start}cmd`).replace(/^"/, '').startsWith("'"), JSON.stringify(start))
  assert.equal(csvCell('a "b", c'), '"a ""b"", c"')
  assert.equal(csvCell('a-b'), 'a-b')
  assert.equal(csv(['A', 'B'], [['1', '=2']]), "A,B\r\n1,'=2\r\n")
})

test('short forms', () => {
  assert.equal(middle('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'), '0190a1b2…4a5b')
  assert.equal(middle('short'), 'short')
  assert.equal(plural(1, 'identity', 'identities'), '1 identity')
  assert.equal(plural(10000, 'identity', 'identities'), '10,000 identities')
  assert.equal(slugOf(' Ünïcode  Näme! '), 'u-ni-code-na-me')
})
