import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'

import { times, wrongSpan } from '../src/pages/policy/try/span.ts'
import { inOrder, nextFinding } from '../src/pages/policy/try/checks.ts'
import { candidateOf, changesOf, pathProblem } from '../src/pages/policy/try/draft.ts'
import { markdown, whole } from '../src/pages/policy/try/markdown.ts'
import { grouped, newReport, withPart } from '../src/pages/policy/try/replay.ts'
import { gzipped, tar } from '../src/pages/policy/try/tar.ts'
import { lineStates, runsOf } from '../src/rego/lines.ts'

test('what a draft changes is told by file', () => {
  const base = { a: '1', b: '2', c: '3' }
  assert.deepEqual(changesOf({ base, files: { a: '1', b: '!', d: '4' } }), [{ path: 'b', kind: 'changed' }, { path: 'c', kind: 'removed' }, { path: 'd', kind: 'added' }])
  assert.deepEqual(changesOf({ base, files: { ...base } }), [])
})

test('a file of a draft lies below authz', () => {
  for (const path of ['', '/authz/x.rego', 'authz/../x.rego', 'authz//x.rego', 'authz/./x.rego', 'x.rego', 'authz/x.txt', 'authz/x.rego']) assert.ok(pathProblem(path, { 'authz/x.rego': '' }), path)
  for (const path of ['authz/rules/x/x.rego', 'authz/rules/x/data.json']) assert.equal(pathProblem(path, {}), undefined)
})

test('a candidate has no tests, and its data by folder', () => {
  const files = { 'authz/a.rego': 'package a', 'authz/a_test.rego': 'package a_test', 'authz/data.json': '{"roles": {"x": 1}}', 'authz/roles/data.json': '{"admin": [1]}', '.manifest': '{}' }
  assert.deepEqual(candidateOf(files), { revision: 'draft', modules: { 'authz/a.rego': 'package a' }, data: { authz: { roles: { admin: [1], x: 1 } } } })
  assert.throws(() => candidateOf({ 'authz/data.json': '{' }), /authz\/data\.json/)
  assert.throws(() => candidateOf({ 'authz/data.yaml': 'a: 1' }), /data\.json/)
  candidateOf({ '__proto__x/data.json': '{"polluted": true}', 'constructor/prototype/data.json': '{"polluted": true}' })
  assert.equal({}.polluted, undefined)
})

const flip = (kind, name, time, rule = 'r') => ({ kind, decisionId: name + time, time, subject: { type: 'identity', id: name }, subjectName: name, action: 'read', resource: 'secrets', properties: {}, rules: [rule] })
const part = (flips, more = {}) => ({
  replay: { complete: true, records: flips.length + 1, unchanged: 1, rephrased: 0, olderFormat: 0, flips, drifts: [], broken: [], counts: Object.fromEntries(['denies', 'permits'].map((k) => [k, flips.filter((f) => f.kind === k).length])), candidate: { digest: 'c'.repeat(64) }, baseline: { digest: 'b'.repeat(64) } },
  total: 5, ...more,
})

test('parts of a replay add up, and what would be permitted comes first', () => {
  const report = withPart(withPart(newReport(), part([flip('denies', 'a', '2026-01-01')])), part([flip('denies', 'a', '2026-01-02'), flip('permits', 'b', '2026-01-01')]))
  assert.deepEqual([report.counts, report.records, report.unchanged], [{ denies: 2, permits: 1, members: 0 }, 5, 2])
  assert.deepEqual(report.flips.map((f) => f.kind), ['permits', 'denies', 'denies'])
  assert.deepEqual(grouped(report.flips).map((g) => [g.kind, g.subject, g.flips.length]), [['permits', 'b', 1], ['denies', 'a', 2]])
  assert.match(whole(report), /^Complete: all 5/)
  assert.match(whole({ ...report, complete: false }), /^Not complete: 5 of 5/)
  assert.match(whole({ ...report, records: 4 }), /^Not complete: 4 of 5/)
})

test('the Markdown of a report holds no markup of names', () => {
  const text = markdown(withPart(newReport(), part([flip('permits', 'x|y\n<img>[a](b)', '2026-01-01')])))
  assert.ok(text.includes('| permits | x\\|y \\<img\\>\\[a\\](b) | – | r | 1 |'), text)
})

test('F8 goes through errors, then warnings, and around', () => {
  const findings = [{ step: 'lint', message: 'w', file: 'a', row: 1, warning: true }, { step: 'compile', message: 'e', file: 'b', row: 2 }, { step: 'limits', message: 'no place' }]
  assert.deepEqual(inOrder(findings).map((f) => f.message), ['no place', 'e', 'w'])
  const first = nextFinding(findings, undefined)
  assert.equal(first.message, 'e')
  assert.equal(nextFinding(findings, first).message, 'w')
  assert.equal(nextFinding(findings, nextFinding(findings, first)).message, 'e')
  assert.equal(nextFinding([], undefined), undefined)
})

test('an archive is one that tar reads', async () => {
  const long = `authz/${'d/'.repeat(60)}x.rego`
  const files = { '.manifest': '{}', 'authz/ü.rego': 'package ü\n', [long]: 'x'.repeat(1000) }
  const archive = await gzipped(tar(files))
  assert.deepEqual(execFileSync('tar', ['-tzf', '-', '--quoting-style=literal'], { input: archive }).toString().trim().split('\n').sort(), Object.keys(files).sort())
  assert.equal(execFileSync('tar', ['-xzOf', '-', long], { input: archive }).toString(), files[long])
})

test('a line that is covered in part is not covered', () => {
  assert.deepEqual([...lineStates({ covered: [[1, 3]], notCovered: [[3, 3], [5, 5]] })], [[1, true], [2, true], [3, false], [5, false]])
  assert.equal(lineStates(undefined).size, 0)
  assert.deepEqual(runsOf({ covered: [[1, 3], [6, 6]], notCovered: [[3, 3], [5, 5]] }), [{ from: 1, to: 2, covered: true }, { from: 3, to: 3, covered: false }, { from: 5, to: 5, covered: false }, { from: 6, to: 6, covered: true }])
})

test('a replay is of a preset, of all, or of two times', () => {
  const now = Date.parse('2026-12-01T12:00:00Z')
  assert.deepEqual(times({ range: '1h', from: '', to: '' }, now), { since: '2026-12-01T11:00:00.000Z', until: '2026-12-01T12:00:00.000Z' })
  assert.deepEqual(times({ range: 'all', from: '', to: '' }, now), { since: undefined, until: '2026-12-01T12:00:00.000Z' })
  const own = { range: 'custom', from: '2026-11-01T00:00', to: '2026-11-02T00:00' }
  assert.deepEqual(times(own, now), { since: new Date(own.from).toISOString(), until: new Date(own.to).toISOString() })
  assert.deepEqual(wrongSpan(own), {})
  assert.deepEqual(Object.keys(wrongSpan({ ...own, from: '' })), ['from'])
  assert.deepEqual(Object.keys(wrongSpan({ ...own, to: own.from })), ['to'])
  assert.deepEqual(wrongSpan({ ...own, range: '1h', from: '' }), {})
})
