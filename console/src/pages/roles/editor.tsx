import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import type { Question } from '../../app/ask.ts'
import { useAsk } from '../../app/ask.ts'
import { useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { CheckField, SelectField, SwitchField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Region } from '../../parts/Page.tsx'
import { Reasons, Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { slugOf } from '../../parts/text.ts'
import { keepComparedDraft } from '../access/sides.ts'
import { SubmitButton } from '../project/settings.tsx'
import { matches } from './glob.ts'
import { held, isSimple, sentence, withAction, withActions, roleInTerraform, writeRules, type PlainRule } from './rules.ts'

interface Props {
  /** name of the draft. */
  name: string
  initial: { name: string; slug: string; description: string; rules: PlainRule[] }
  /** vocabulary is every resource with its actions, as the built-in administrator holds them. */
  vocabulary: PlainRule[]
  /** fields that conditions may be about; none where roles have no conditions. */
  fields: string[]
  path: string
  method: 'POST' | 'PATCH'
  verb: string
  /** projectId is the project of the role; a role of the organization has none. */
  projectId?: string
  readOnly?: boolean
  save: (body: object) => Promise<void>
}

/** RoleEditor is the form of a role: a grid for what is simple, sentences for the rest. */
export function RoleEditor(props: Props) {
  const { name, initial, vocabulary, fields, path, method, verb, projectId, readOnly, save } = props
  const [own, setOwn] = useState(Boolean(initial.slug))
  const [editing, setEditing] = useState<number | 'new'>()
  const body = (v: Props['initial']) => ({ name: v.name.trim(), slug: v.slug, description: v.description.trim(), permissions: writeRules(v.rules) })
  const form = useForm({
    name: readOnly ? undefined : name,
    initial,
    check: (v) => ({ name: v.name.trim() ? undefined : 'Type a name', slug: /^[a-z0-9-]+$/.test(v.slug) ? undefined : 'Small letters, digits and hyphens' }),
    submit: (v) => save(body(v)),
  })
  const { rules } = form.values
  const ready = !readOnly && form.values.name && form.values.slug && form.dirty
  const verdict = useAsk({ save: ready ? ({ method, path, body: body(form.values) } satisfies Question) : undefined }).save
  const set = (next: PlainRule[]) => form.set('rules', next)
  const others = rules.map((rule, i) => ({ rule, i })).filter(({ rule }) => !isSimple(rule))
  return (
    <form className="form" onSubmit={form.onSubmit} noValidate>
      {verdict && !verdict.permitted && <div className="note refused" role="status"><h2>This would be refused</h2><Reasons reasons={verdict.reasons} missing={verdict.missingPermissions} />{verdict.reasons.some((r) => r.code === 'privilege_boundary') && <CompareDraft rules={rules} />}</div>}
      {!readOnly && (
        <div className="form narrow">
          <TextField label="Name" {...form.text('name')} maxLength={255} onChange={(v) => (own ? form.set('name', v) : form.setMany({ name: v, slug: slugOf(v) }))} />
          <TextField label="Slug" {...form.text('slug')} className="code" spellCheck={false} maxLength={64} onChange={(v) => {
            setOwn(true)
            form.set('slug', v)
          }} />
          <TextField label="Description" {...form.text('description')} maxLength={1024} />
        </div>
      )}
      <Grid vocabulary={vocabulary} rules={rules} onChange={set} readOnly={readOnly} />
      {(others.length > 0 || !readOnly) && (
        <Region title="Rules with conditions" actions={!readOnly && <Button onClick={() => setEditing('new')}>Add rule</Button>}>
          {others.length === 0 ? <p className="muted">None: what is checked above holds everywhere.</p> : (
            <ul className="rules">
              {others.map(({ rule, i }) => (
                <li key={i}>
                  <span className="wrap"><Name>{sentence(rule)}</Name></span>
                  {!readOnly && <span className="bar"><Button kind="quiet" name={`Edit rule ${i + 1}`} onClick={() => setEditing(i)}>Edit</Button><Button kind="quiet" name={`Take rule ${i + 1} away`} onClick={() => set(rules.filter((_, n) => n !== i))}>Take away</Button></span>}
                </li>
              ))}
            </ul>
          )}
        </Region>
      )}
      <Region title="In words">
        <div role="status" aria-label="In words">
          {rules.length === 0 ? <p className="muted">May do nothing.</p> : <ul className="words">{rules.map((r, i) => <li key={i}><Name>{sentence(r)}</Name></li>)}</ul>}
        </div>
      </Region>
      {form.error && <Refusal error={form.error} />}
      {!readOnly && (
        <>
          <AsCode method={method} path={path} body={body(form.values)} terraform={projectId ? roleInTerraform(projectId, form.values, rules) : undefined} />
          <div className="bar"><SubmitButton verdict={verdict} busy={form.busy}>{verb}</SubmitButton></div>
        </>
      )}
      {editing !== undefined && (
        <EditRule
          rule={editing === 'new' ? { subject: vocabulary[0]?.subject ?? '', actions: [], inverted: false } : rules[editing]} vocabulary={vocabulary} fields={fields}
          onClose={() => setEditing(undefined)}
          onDone={(rule) => {
            set(editing === 'new' ? [...rules, rule] : rules.map((r, n) => (n === editing ? rule : r)))
            setEditing(undefined)
          }}
        />
      )}
    </form>
  )
}

/** CompareDraft leads to what the subject holds of what the form would hand out. */
function CompareDraft({ rules }: { rules: PlainRule[] }) {
  const { orgId, projectId } = useHere()
  const navigate = useNavigate()
  return (
    <div className="bar">
      <Button onClick={() => {
        keepComparedDraft(rules)
        void navigate({ to: `/org/${orgId}/access/compare` as never, search: { right: 'draft', ...(projectId && { project: projectId }) } as never })
      }}>Compare privileges</Button>
    </div>
  )
}

function Grid({ vocabulary, rules, onChange, readOnly }: { vocabulary: PlainRule[]; rules: PlainRule[]; onChange: (rules: PlainRule[]) => void; readOnly?: boolean }) {
  const map = held(rules)
  return (
    <div className="tablebox">
      <table className="table permissions" role="grid" aria-readonly={readOnly}>
        <caption className="sr">Permissions</caption>
        <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Resource</th><th scope="col" role="columnheader">Actions</th></tr></thead>
        <tbody role="rowgroup">
          {vocabulary.map((v) => {
            const has = map.get(v.subject) ?? new Set<string>()
            const all = v.actions.every((a) => has.has(a))
            return (
              <tr role="row" key={v.subject}>
                <th scope="row" role="rowheader">
                  <label className="pick">
                    <input type="checkbox" checked={all} aria-label={`${v.subject}: all`} aria-disabled={readOnly || undefined} onChange={(e) => !readOnly && onChange(withActions(rules, v.subject, e.target.checked ? v.actions : []))} />
                    <code>{v.subject}</code>
                  </label>
                </th>
                <td role="gridcell">
                  <span className="picks">
                    {v.actions.map((a) => (
                      <label className="pick" key={a}>
                        <input type="checkbox" checked={has.has(a)} aria-label={`${v.subject}: ${a}`} aria-disabled={readOnly || undefined} onChange={(e) => !readOnly && onChange(withAction(rules, v.subject, a, e.target.checked))} />
                        {a}
                      </label>
                    ))}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface Condition {
  field: string
  op: string
  value: string
}

const operators = [{ value: '$eq', label: 'is' }, { value: '$ne', label: 'is not' }, { value: '$glob', label: 'matches' }, { value: '$in', label: 'is one of' }]

function read(conditions: Record<string, unknown> | undefined): Condition[] {
  return Object.entries(conditions ?? {}).flatMap(([field, wanted]) =>
    wanted && typeof wanted === 'object' ? Object.entries(wanted).map(([op, value]) => ({ field, op, value: [value].flat().join(', ') })) : [{ field, op: '$eq', value: String(wanted) }])
}

function write(list: Condition[]): Record<string, unknown> | undefined {
  const conditions: Record<string, Record<string, unknown>> = {}
  for (const c of list) {
    const value = c.op === '$in' ? c.value.split(',').map((x) => x.trim()).filter(Boolean) : c.value
    conditions[c.field] = { ...conditions[c.field], [c.op]: value }
  }
  return list.length ? conditions : undefined
}

function EditRule({ rule, vocabulary, fields, onClose, onDone }: { rule: PlainRule; vocabulary: PlainRule[]; fields: string[]; onClose: () => void; onDone: (rule: PlainRule) => void }) {
  const [subject, setSubject] = useState(rule.subject)
  const [actions, setActions] = useState(rule.actions)
  const [inverted, setInverted] = useState(rule.inverted)
  const [conditions, setConditions] = useState(() => read(rule.conditions))
  const [sample, setSample] = useState('')
  const known = vocabulary.find((v) => v.subject === subject)?.actions ?? []
  const change = (i: number, part: Partial<Condition>) => setConditions(conditions.map((c, n) => (n === i ? { ...c, ...part } : c)))
  const globs = conditions.filter((c) => c.op === '$glob')
  return (
    <Dialog title="Edit rule" open onClose={onClose} wide>
      <div className="form">
        <SelectField label="Resource" value={subject} onChange={(v) => {
          setSubject(v)
          setActions([])
        }} options={vocabulary.map((v) => ({ value: v.subject, label: v.subject }))} />
        <fieldset className="field">
          <legend className="label">Actions</legend>
          <div className="picks">{known.map((a) => <CheckField key={a} label={a} checked={actions.includes(a)} onChange={(on) => setActions(on ? [...actions, a] : actions.filter((x) => x !== a))} />)}</div>
        </fieldset>
        <SwitchField label="Inverted" checked={inverted} onChange={setInverted} hint="Forbids instead of granting, and beats every grant" />
        {fields.length > 0 && conditions.map((c, i) => (
          <div className="pair" key={i}>
            <SelectField label="Field" value={c.field} onChange={(field) => change(i, { field })} options={fields.map((f) => ({ value: f, label: f }))} />
            <SelectField label="Operator" value={c.op} onChange={(op) => change(i, { op })} options={operators} />
            <TextField label="Value" value={c.value} onChange={(value) => change(i, { value })} className="code" hint={c.op === '$in' ? 'With commas between' : c.op === '$glob' ? '* within a folder, ** across' : undefined} />
            <div><Button kind="quiet" name={`Take condition ${i + 1} away`} onClick={() => setConditions(conditions.filter((_, n) => n !== i))}>Take away</Button></div>
          </div>
        ))}
        {fields.length > 0 && <div><Button onClick={() => setConditions([...conditions, { field: fields[0], op: '$eq', value: '' }])}>Add condition</Button></div>}
        {globs.length > 0 && <TextField label="Test a value" value={sample} onChange={setSample} className="code" hint={<span role="status">{sample ? globs.map((g) => `${g.value} ${matches(g.value, sample) ? 'matches' : 'does not match'}`).join('. ') : 'Type one to try the patterns'}</span>} />}
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" aria-disabled={actions.length ? undefined : true} onClick={() => actions.length && onDone({ subject, actions, inverted, conditions: write(conditions) })}>Done</Button>
        </Foot>
      </div>
    </Dialog>
  )
}
