import { StreamLanguage } from '@codemirror/language'

const keywords = new Set('as contains default else every if import in not package some with'.split(' '))
const atoms = new Set(['true', 'false', 'null', 'input', 'data'])

/** rego colours Rego; data.json and the manifest look right by it too. */
export const rego = StreamLanguage.define<{ raw: boolean }>({
  name: 'rego',
  startState: () => ({ raw: false }),
  token(stream, state) {
    if (state.raw) {
      if (stream.skipTo('`')) stream.next()
      else stream.skipToEnd()
      state.raw = stream.string[stream.pos - 1] !== '`'
      return 'string'
    }
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string'
    if (stream.eat('`')) return (state.raw = true, 'string')
    if (stream.match(/^\d[\d.eE+-]*/)) return 'number'
    const word = stream.match(/^[A-Za-z_]\w*/)
    if (Array.isArray(word)) return keywords.has(word[0]) ? 'keyword' : atoms.has(word[0]) ? 'atom' : null
    stream.next()
    return null
  },
  tokenTable: {},
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"', '`'] } },
})
