import assert from 'node:assert/strict'
import { test } from 'node:test'

import { differences, holdersOf } from '../src/pages/access/least.ts'
import { grantWord, grantWords, joined, matrixBody, rowsFor, said, tableOf } from '../src/pages/access/matrix.ts'
import { shownColumns, withColumn } from '../src/parts/columns.ts'
import { byPlace } from '../src/pages/access/places.ts'

const cell = (...grants) => ({ permitted: grants.length > 0, grants })
const page = (ids, cut = []) => ({
  subjects: ids.map((id) => ({ type: 'identity', id, name: `=${id}` })), columns: [{ environment: 'dev', action: 'edit' }], cells: ids.map((id) => [id === 'a' ? cell('role:custom:r1', 'role:admin') : cell()]),
  grants: [{ grant: 'role:custom:r1', name: 'release' }, { grant: 'role:admin', name: 'admin' }], complete: cut.length === 0, cut,
})

test('nothing is asked without a project', () => {
  assert.equal(matrixBody({ path: '/a' }), undefined)
  assert.deepEqual(matrixBody({ project: 'p', env: 'dev', action: 'edit', kind: 'user', ip: '10.0.0.1' }), { projectId: 'p', secretPath: '/', actions: ['edit'], environments: ['dev'], subjectTypes: ['user'], ip: '10.0.0.1' })
})

test('a page has fewer subjects where it has many columns', () => {
  assert.deepEqual([rowsFor(1), rowsFor(15), rowsFor(40), rowsFor(100), rowsFor(0)], [100, 100, 50, 20, 100])
})

test('pages are one matrix, whose columns are left out once', () => {
  const all = joined([page(['a'], [{ what: 'environments', count: 3 }, { what: 'stronger', count: 1 }]), page(['b'], [{ what: 'environments', count: 3 }, { what: 'stronger', count: 2 }])])
  assert.deepEqual(all.subjects.map((s) => s.id), ['a', 'b'])
  assert.deepEqual(all.cut, [{ what: 'environments', count: 3 }, { what: 'stronger', count: 3 }])
  assert.equal(all.complete, false)
  assert.equal(joined([page(['a']), page(['b'])]).complete, true)
  const sorted = joined([page(['b', 'a']), page(['0'])])
  assert.deepEqual(sorted.subjects.map((s) => s.id), ['a', 'b', '0'])
  assert.equal(sorted.cells[0][0].permitted, true)
})

test('a cell says its grants as people call them', () => {
  const m = page(['a', 'b'])
  assert.equal(grantWords(m, m.cells[0][0]), 'role release, role admin')
  assert.equal(grantWords(m, m.cells[1][0]), 'No grant permits it')
  assert.equal(grantWord('membership:project'), 'membership of the project')
  assert.equal(grantWord('self'), 'self')
})

test('a spreadsheet computes nothing, and is told what is missing', () => {
  const text = tableOf({ ...page(['a', 'b']), cut: [{ what: 'stronger', count: 1 }] })
  assert.equal(text, "type,id,name,dev edit\r\nidentity,a,'=a,\"permitted (role release, role admin)\"\r\nidentity,b,'=b,refused\r\nINCOMPLETE: 1 subject that holds more than you is not shown\r\n")
})

test('everything that can be cut has words', () => {
  for (const what of ['stronger', 'environments', 'unanswered', 'policies', 'subjects']) assert.ok(!said({ what, count: 2 }).startsWith(what + ':'), what)
})

const rule = (subject, actions, conditions) => ({ subject, actions, conditions, inverted: false })

test('a role that means the same has no difference', () => {
  const before = [rule('secrets', ['edit', 'readValue'], { environment: 'dev', secretPath: { $eq: '/' } })]
  const after = [rule('secrets', ['readValue'], { secretPath: { $eq: '/' }, environment: { $eq: 'dev' } }), rule('secrets', ['edit'], { environment: { $eq: 'dev' }, secretPath: { $eq: '/' } })]
  assert.deepEqual(differences(before, after).map((l) => [l.change, l.rule.actions]), [['', ['readValue', 'edit']]])
})

test('what goes, comes and stays is said action by action', () => {
  const lines = differences([rule('secrets', ['readValue', 'delete'])], [rule('secrets', ['readValue']), rule('tags', ['read'])])
  assert.deepEqual(lines.map((l) => [l.change, l.rule.subject, l.rule.actions.join()]), [['-', 'secrets', 'delete'], ['+', 'tags', 'read'], ['', 'secrets', 'readValue']])
})

test('holders are those of the role alone', () => {
  assert.deepEqual(holdersOf([{ id: 'a', name: 'a', roles: ['r'] }, { id: 'b', name: 'b', roles: [] }], 'r').map((h) => h.id), ['a'])
})

test('what is permitted is sorted into places', () => {
  const of = (projectId, environment, action) => ({ projectId, environment, secretPath: '/', action, resource: 'secrets', grants: 'role:admin' })
  const places = byPlace([of('', '', 'read'), of('p', 'dev', 'edit'), of('p', 'dev', 'create'), of('p', 'prod', 'edit')])
  assert.deepEqual(places.map((p) => [p.projectId, p.count, p.folders.map((f) => `${f.where} ${f.permitted.length}`)]), [['', 1, [' 1']], ['p', 3, ['dev:/ 2', 'prod:/ 1']]])
})

test('a view hides columns, but never the first one', () => {
  const columns = [{ id: 'time' }, { id: 'ip' }, { id: 'why', hideHeader: true }]
  assert.deepEqual(shownColumns(columns, 'ip,time,why').map((c) => c.id), ['time', 'why'])
  assert.equal(withColumn(undefined, 'ip', false), 'ip')
  assert.equal(withColumn('ip,action', 'ip', true), 'action')
  assert.equal(withColumn('ip', 'ip', true), undefined)
})
