import { FilePlus2 } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'

import { NavLink } from '../../../app/nav-link.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Dialog, Foot } from '../../../parts/Dialog.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { changesOf, pathProblem, type Draft } from './draft.ts'

const marks = { added: 'new', changed: 'changed', removed: 'removed' }

/** FileTree are the files of a draft; those that are other than in force say so. */
export function FileTree({ base, draft, chosen, wrong }: { base: string; draft: Draft; chosen: string; wrong: Set<string> }) {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (nav.current && current) nav.current.scrollTop = current.offsetTop - nav.current.offsetTop - 40
  }, [chosen])
  const changed = new Map(changesOf(draft).map((c) => [c.path, c.kind]))
  const paths = [...new Set([...Object.keys(draft.files), ...changed.keys()])].sort()
  return (
    <nav ref={nav} className="files" aria-label="Files">
      <ul>
        {paths.map((path) => (
          <li key={path}>
            {changed.get(path) === 'removed' ? <span className="gone"><s>{short(path)}</s> removed</span> : (
              <NavLink to={base} search={{ file: path }} current={path === chosen}>
                {short(path)}{wrong.has(path) && <span className="mark refused"> <span aria-hidden="true">✕</span><span className="sr">has findings</span></span>}{changed.has(path) && <span className="meta"> {marks[changed.get(path)!]}</span>}
              </NavLink>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** short leaves out of a path what every other one has, and the folder of a file that is called like it. */
export const short = (path: string) => path.replace(/^authz\//, '').replace(/^rules\//, '').replace(/\.rego$/, '').replace(/([^/]+)\/\1(_test)?$/, '$1$2')

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
