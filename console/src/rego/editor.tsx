import { indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentUnit } from '@codemirror/language'
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState, type Text } from '@codemirror/state'
import { keymap, lineNumbers } from '@codemirror/view'
import { EditorView, minimalSetup } from 'codemirror'
import { getNonce } from 'get-nonce'
import { useEffect, useRef } from 'react'

import { coverageGutter, setCoverage } from './coverage.ts'
import type { Lines } from './lines.ts'
import { look } from './look.ts'
import { rego } from './mode.ts'

/** Remark is something to say about a place of the text; rows and columns count from 1, row 0 is the whole file. */
export interface Remark {
  row?: number
  col?: number
  message: string
  warning?: boolean
}

interface Props {
  label: string
  /** path tells one text from another: each has a history of its own. */
  path: string
  text: string
  readOnly: boolean
  remarks: Remark[]
  coverage?: Lines
  /** at is a line to go to; another object goes there again. */
  at?: { line: number }
  onChange: (text: string) => void
  onRun: () => void
  onNext: () => void
}

/** Editor is a text of Rego with what was found about it. Escape, then Tab, leaves it. */
export function Editor(props: Props) {
  const { label, path, text, readOnly, remarks, coverage, at } = props
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const kept = useRef(new Map<string, EditorState>())
  const shown = useRef('')
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    return () => view.current?.destroy()
  }, [])
  useEffect(() => {
    // Its first state has the nonce already: without one its styles are refused.
    const v = (view.current ??= new EditorView({ parent: box.current!, state: stateOf(label, text, readOnly, latest) }))
    if (shown.current !== path) {
      if (shown.current) kept.current.set(shown.current, v.state)
      const old = kept.current.get(path)
      v.setState(old && old.readOnly === readOnly ? old : stateOf(label, text, readOnly, latest))
      shown.current = path
    }
    if (v.state.doc.toString() !== text) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: text } })
  }, [path, text, readOnly, label])
  useEffect(() => {
    const v = view.current!
    v.dispatch(setDiagnostics(v.state, remarks.map((r) => diagnostic(v.state.doc, r))))
  }, [path, remarks])
  useEffect(() => {
    view.current!.dispatch({ effects: setCoverage.of(coverage) })
  }, [path, coverage])
  useEffect(() => {
    const v = view.current!
    if (!at || at.line < 1) return
    const line = v.state.doc.line(Math.min(at.line, v.state.doc.lines))
    v.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) })
    v.focus()
  }, [path, at])
  return <div ref={box} className="editor" />
}

function stateOf(label: string, text: string, readOnly: boolean, latest: { current: Props }): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      EditorView.cspNonce.of(getNonce() ?? ''), EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      EditorState.readOnly.of(readOnly), EditorState.tabSize.of(4), indentUnit.of('\t'),
      keymap.of([
        { key: 'Mod-Enter', run: () => (latest.current.onRun(), true) },
        { key: 'F8', run: () => (latest.current.onNext(), true) },
        indentWithTab, ...searchKeymap,
      ]),
      lineNumbers(), coverageGutter, lintGutter(), minimalSetup, bracketMatching(), search({ top: true }), rego, look,
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      EditorView.updateListener.of((update) => update.docChanged && latest.current.onChange(update.state.doc.toString())),
    ],
  })
}

/** replaceSelected types over a selection: the browser's own way writes style attributes, which the page's policy refuses. */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== 'insertText' || !event.data || view.composing || view.state.readOnly || view.state.selection.main.empty) return false
  event.preventDefault()
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true })
  return true
}

function diagnostic(doc: Text, remark: Remark): Diagnostic {
  const line = doc.line(Math.min(Math.max(remark.row ?? 1, 1), doc.lines))
  const from = Math.min(line.from + Math.max((remark.col ?? 1) - 1, 0), line.to)
  return { from, to: Math.max(from, line.to), severity: remark.warning ? 'warning' : 'error', message: remark.message }
}
