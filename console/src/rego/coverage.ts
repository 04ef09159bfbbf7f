import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { GutterMarker, gutter } from '@codemirror/view'

import { lineStates, type Lines } from './lines.ts'

class Mark extends GutterMarker {
  constructor(readonly covered: boolean) {
    super()
  }

  toDOM() {
    const mark = document.createElement('span')
    mark.className = this.covered ? 'cov' : 'cov not'
    mark.textContent = this.covered ? '✓' : '✕'
    return mark
  }
}

const marks = { true: new Mark(true), false: new Mark(false) }

export const setCoverage = StateEffect.define<Lines | undefined>()

const states = StateField.define<Map<number, boolean>>({
  create: () => new Map(),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setCoverage)) return lineStates(effect.value)
    return transaction.docChanged ? new Map() : value // lines have moved: what was measured is of another text
  },
})

/** coverageGutter marks the lines that the last run of the tests evaluated, and those that it did not. */
export const coverageGutter: Extension = [
  states,
  gutter({
    class: 'cm-coverage',
    lineMarker(view, line) {
      const state = view.state.field(states).get(view.state.doc.lineAt(line.from).number)
      return state === undefined ? null : marks[`${state}`]
    },
    lineMarkerChange: (update) => update.startState.field(states) !== update.state.field(states),
    initialSpacer: () => marks.true,
  }),
]
