import { useState } from 'react'

import { useFoundIdentities, useOrgUsers, useProjects } from '../../api/queries.ts'
import { useSession } from '../../app/session.ts'
import { useSettled } from '../../app/settled.ts'
import { Combobox } from '../../parts/Combobox.tsx'
import { SelectField } from '../../parts/Field.tsx'
import { middle, plain } from '../../parts/text.ts'

interface ChooseProps {
  label: string
  value: string
  onChange: (id: string) => void
}

/** ChooseUser offers the people of the organization. A reader who may not list them may still ask about oneself. */
export function ChooseUser({ label, value, onChange }: ChooseProps) {
  const { userId, email } = useSession()
  const people = useOrgUsers()
  const known = people.data?.flatMap((u) => (u.user.id ? [{ value: u.user.id, label: u.user.email }] : [])) ?? [{ value: userId, label: email }]
  return <Combobox label={label} value={value} onChange={onChange} options={known} loading={people.isPending} />
}

/** ChooseIdentity offers the machine identities that what is typed finds. */
export function ChooseIdentity({ label, value, onChange }: ChooseProps) {
  const [typed, setTyped] = useState('')
  const found = useFoundIdentities(useSettled(typed.trim()))
  const options = found.data?.map((i) => ({ value: i.identityId, label: i.identity.name })) ?? []
  return <Combobox label={label} value={value} onChange={onChange} options={withChosen(options, value)} loading={found.isPending} onType={setTyped} />
}

/** ChooseProject offers the projects of the organization, or none of them. */
export function ChooseProject({ none, hint, value, onChange }: Omit<ChooseProps, 'label'> & { none: string; hint?: string }) {
  const projects = useProjects()
  const options = projects.data?.map((p) => ({ value: p.id, label: plain(p.name) })) ?? []
  return <SelectField label="Project" value={value} onChange={onChange} hint={hint} options={[{ value: '', label: none }, ...withChosen(options, value)]} />
}

interface Option {
  value: string
  label: string
}

/** withChosen keeps what an address names among the options, also where it is not listed. */
function withChosen(options: Option[], value: string): Option[] {
  return !value || options.some((o) => o.value === value) ? options : [{ value, label: middle(value) }, ...options]
}
