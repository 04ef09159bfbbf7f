import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readEnvFile } from '../src/pages/secrets/env-file.ts'

const read = (text) => readEnvFile(text).map(({ key, value, wrong }) => (wrong ? [key, wrong] : [key, value]))

test('a file of KEY=value', () => {
  assert.deepEqual(read(['# comment', '', 'A=1', 'export B = two words # why', "C='# kept $X'", 'D="line\\nbreak \\"x\\" \\$Y"', 'E=', 'F=a=b', 'G=`x`', 'H="1', '2"'].join('\r\n')), [
    ['A', '1'], ['B', 'two words'], ['C', '# kept $X'], ['D', 'line\nbreak "x" $Y'], ['E', ''], ['F', 'a=b'], ['G', 'x'], ['H', '1\n2'],
  ])
})

test('what is no such line says so, and what is written twice counts once', () => {
  assert.deepEqual(read('A=1\nnothing\nA=2\nB="open\nC/D=1'), [['A', 'Written again below'], ['nothing', 'Not KEY=value'], ['A', '2'], ['B', 'The quote does not end']])
  assert.deepEqual(read('C/D=1'), [['C/D', 'Not a name of a secret']])
})
