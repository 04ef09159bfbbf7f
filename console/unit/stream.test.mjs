import assert from 'node:assert/strict'
import { test } from 'node:test'

import { EventReader } from '../src/api/stream.ts'

const text = 'id: 1\nevent: decision\ndata: {"a":1}\n\n: still here\n\nid: 2\r\ndata: one\r\ndata: two\r\n\r\nevent: gap\ndata\n\n'
const whole = [{ id: '1', event: 'decision', data: '{"a":1}' }, { id: '2', event: 'message', data: 'one\ntwo' }, { id: '2', event: 'gap', data: '' }]

test('events are the same wherever the stream is cut', () => {
  assert.deepEqual(new EventReader().read(text), whole)
  for (let cut = 1; cut < text.length; cut++) {
    const reader = new EventReader()
    assert.deepEqual([...reader.read(text.slice(0, cut)), ...reader.read(text.slice(cut))], whole, `cut at ${cut}`)
  }
  const reader = new EventReader()
  assert.deepEqual([...text].flatMap((c) => reader.read(c)), whole)
})

test('an event that did not end is none', () => {
  assert.deepEqual(new EventReader().read('id: 1\ndata: x\n'), [])
})
