import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'

import { api } from '../../api/http.ts'
import { changed, useOrgUsers, useProjectRoles } from '../../api/queries.ts'
import type { ProjectUser } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Combobox } from '../../parts/Combobox.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { plural } from '../../parts/text.ts'
import { ProjectTabs } from '../project/tabs.tsx'
import { Members } from './members.tsx'

export function ProjectUsers() {
  const { projectId } = useHere()
  const members = useQuery({ queryKey: ['project-users', projectId], queryFn: async ({ signal }) => (await api<{ users: ProjectUser[] }>(`/api/v1/workspace/${projectId}/users`, { signal })).users })
  const add = useDialog('add')
  const button = <Button kind="primary" icon={<Plus aria-hidden />} onClick={add.show}>Add user</Button>
  return (
    <Page title="Users" actions={button}>
      <ProjectTabs />
      <Load query={members}>
        {(rows) => (
          <Members
            caption="Users" rows={rows} name={(m) => m.user.email} path={(m) => `/api/v1/workspace/${projectId}/memberships/${m.id}`} keys={['project-users']}
            lead="They lose every role in this project at once." empty={<Empty text="No people in this project yet">{button}</Empty>} foot={<span>{plural(rows.length, 'user')}</span>}
            columns={{
              name: { id: 'email', header: 'Email', cell: (m) => <Name>{m.user.email}</Name> },
              about: { id: 'name', header: 'Name', low: true, cell: (m) => <Name>{`${m.user.firstName} ${m.user.lastName}`.trim()}</Name> },
            }}
          />
        )}
      </Load>
      {add.open && <AddUser members={members.data ?? []} onClose={add.close} />}
    </Page>
  )
}

function AddUser({ members, onClose }: { members: ProjectUser[]; onClose: () => void }) {
  const { projectId } = useHere()
  const people = useOrgUsers()
  const roles = useProjectRoles(projectId)
  const here = new Set(members.map((m) => m.userId))
  const path = `/api/v1/projects/${projectId}/memberships`
  const form = useForm({
    initial: { email: '', role: 'viewer' },
    check: (v) => ({ email: v.email ? undefined : 'Choose a user', role: v.role ? undefined : 'Choose a role' }),
    submit: async (v) => {
      await api(path, { method: 'POST', body: { emails: [v.email], roleSlugs: [v.role] } })
      await changed('project-users')
      announce('User added')
      onClose()
    },
  })
  return (
    <Dialog title="Add user" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <Combobox
          label="User" value={form.values.email} onChange={(v) => form.set('email', v)} wrong={form.wrong.email} placeholder="Search users" loading={people.isPending}
          options={(people.data ?? []).filter((u) => u.user.id).map((u) => ({ value: u.user.email, label: u.user.email, hint: `${u.user.firstName} ${u.user.lastName}`.trim() || undefined, refused: here.has(u.user.id ?? '') ? 'In this project already' : undefined }))}
        />
        <Combobox label="Role" value={form.values.role} onChange={(v) => form.set('role', v)} wrong={form.wrong.role} options={(roles.data ?? []).map((r) => ({ value: r.slug, label: r.name, hint: r.description || undefined }))} />
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path={path} body={{ emails: [form.values.email], roleSlugs: [form.values.role] }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )
}
