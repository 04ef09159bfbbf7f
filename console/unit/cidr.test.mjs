import assert from 'node:assert/strict'
import { test } from 'node:test'

import { inside, lines, parseAddress, parseRange, wrongRange } from '../src/parts/cidr.ts'

test('which range holds an address', () => {
  const list = '10.0.0.0/8\n192.168.1.7\n2001:db8::/32, ::1'
  for (const [address, range] of [
    ['10.255.0.1', '10.0.0.0/8'], ['11.0.0.1', undefined], ['192.168.1.7', '192.168.1.7'], ['192.168.1.8', undefined], ['2001:db8:1::5', '2001:db8::/32'], ['2001:db9::', undefined],
    ['::1', '::1'], ['0:0:0:0:0:0:0:1', '::1'], ['not one', undefined],
  ]) assert.equal(inside(list, address), range, address)
  assert.equal(inside('0.0.0.0/0', '255.255.255.255'), '0.0.0.0/0')
  assert.equal(inside('0.0.0.0/0', '::1'), undefined)
})

test('what is no address and no range', () => {
  for (const text of ['', '1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.5', ':::', '1::2::3', '12345::', 'g::', '1:2:3:4:5:6:7', '::ffff:1.2.3.4']) assert.equal(parseAddress(text), undefined, text)
  for (const text of ['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0.0/8x']) assert.equal(parseRange(text), undefined, text)
  assert.equal(wrongRange('10.0.0.0/8\nhere\nthere'), 'here')
  assert.equal(wrongRange('10.0.0.0/8, ::1'), undefined)
  assert.deepEqual(lines(' a \n\n b,c'), ['a', 'b', 'c'])
})
