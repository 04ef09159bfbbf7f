import { FilePlus2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'

import { Button } from '../../../parts/Button.tsx'
import { Dialog, Foot } from '../../../parts/Dialog.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Tree } from '../../../parts/Tree.tsx'
import { packageLeaf } from '../packages.ts'
import { changesOf, pathProblem, type Draft } from './draft.ts'

const marks = { added: 'new', changed: 'changed', removed: 'removed' }

/** FileTree are the files of a draft; those that are other than in force say so. */
export function FileTree({ base, draft, chosen, wrong, onOpen }: { base: string; draft: Draft; chosen: string; wrong: Set<string>; onOpen: (path: string) => void }) {
  const changed = new Map(changesOf(draft).map((c) => [c.path, c.kind]))
  const paths = [...new Set([...Object.keys(draft.files), ...changed.keys()])].sort()
  const gone = (path: string) => changed.get(path) === 'removed'
  return (
    <Tree
      label="Files" leaves={paths.map(packageLeaf)} chosen={chosen} href={(file) => `/console${base}?${new URLSearchParams({ file })}`} onOpen={(path) => !gone(path) && onOpen(path)}
      beside={(path) => (
        <>
          {wrong.has(path) && <span className="mark refused"> <span aria-hidden="true">✕</span><span className="sr">has findings</span></span>}
          {changed.has(path) && <span className="meta"> {marks[changed.get(path)!]}</span>}
        </>
      )}
    />
  )
}

/** NewFile asks for the path of a file that the draft does not have yet. */
export function NewFile({ draft, onAdd }: { draft: Draft; onAdd: (path: string) => void }) {
  const [open, setOpen] = useState(false)
  const [path, setPath] = useState('authz/rules/')
  const [tried, setTried] = useState(false)
  const problem = pathProblem(path.trim(), draft.files)
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (problem) return setTried(true)
    onAdd(path.trim())
    setOpen(false)
    setTried(false)
  }
  return (
    <>
      <Button icon={<FilePlus2 aria-hidden />} onClick={() => setOpen(true)}>New file</Button>
      <Dialog title="New file" open={open} onClose={() => setOpen(false)} lead="A rule is a folder below authz/rules with a module and its test.">
        <form onSubmit={add} className="form" noValidate>
          <TextField label="Path" value={path} onChange={setPath} className="code" spellCheck={false} wrong={tried ? problem : undefined} hint="authz/rules/example/example.rego" />
          <Foot><Button onClick={() => setOpen(false)}>Cancel</Button><Button kind="primary" type="submit">Add file</Button></Foot>
        </form>
      </Dialog>
    </>
  )
}
