import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { LoginSession, ProjectTrustedIp } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useDialog, useHere } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { Button } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { inside, parseRange } from '../../parts/cidr.ts'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Load } from '../../parts/Load.tsx'
import { Empty, Page } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { ProjectTabs } from '../project/tabs.tsx'

const rangeOf = (ip: ProjectTrustedIp) => (ip.prefix === null ? ip.ipAddress : `${ip.ipAddress}/${ip.prefix}`)

/** useOwnAddress is the address that the server sees this browser at. */
function useOwnAddress() {
  return useQuery({
    queryKey: ['own-address'],
    queryFn: async ({ signal }) => (await api<LoginSession[]>('/api/v2/users/me/sessions', { signal }))[0]?.ip ?? '',
  })
}

export function TrustedIps() {
  const { projectId } = useHere()
  const path = `/api/v1/workspace/${projectId}/trusted-ips`
  const list = useQuery({ queryKey: ['trusted-ips', projectId], queryFn: async ({ signal }) => (await api<{ trustedIps: ProjectTrustedIp[] }>(path, { signal })).trustedIps })
  const add = useDialog('add')
  const own = useOwnAddress()
  const [removing, setRemoving] = useState<ProjectTrustedIp>()
  const button = <Button kind="primary" icon={<Plus aria-hidden />} onClick={add.show}>Add address</Button>
  const left = (list.data ?? []).filter((x) => x.id !== removing?.id)
  const shutOut = Boolean(own.data && left.length > 0 && !inside(left.map(rangeOf).join('\n'), own.data))
  return (
    <Page title="Trusted IPs" lead="Requests about this project from other addresses are refused, with every credential. An empty list lets in every address." actions={button}>
      <ProjectTabs />
      <Load query={list}>
        {(rows) => (
          <DataTable
            caption="Trusted IPs" rows={rows} rowKey={(x) => x.id} empty={<Empty text="No list: every address may reach this project">{button}</Empty>}
            columns={[
              { id: 'range', header: 'Address or range', cell: (x) => <code>{rangeOf(x)}</code> },
              { id: 'you', header: 'You', low: true, cell: (x) => own.data && inside(rangeOf(x), own.data) && <Badge tone="permitted">{`${own.data} is inside`}</Badge> },
              { id: 'comment', header: 'Comment', low: true, cell: (x) => <Name>{x.comment}</Name> },
              { id: 'acts', header: 'Actions', hideHeader: true, align: 'acts', cell: (x) => <Button kind="quiet" name={`Remove ${rangeOf(x)}`} onClick={() => setRemoving(x)}>Remove</Button> },
            ]}
          />
        )}
      </Load>
      {add.open && <AddIp path={path} rows={list.data ?? []} own={own.data ?? ''} onClose={add.close} />}
      {removing && (
        <Confirm
          title={`Remove ${rangeOf(removing)}`} verb="Remove" open onClose={() => setRemoving(undefined)} type={shutOut ? own.data : undefined}
          lead={shutOut ? `You are at ${own.data}, which no range of the rest holds: this shuts you out of the project.` : left.length === 0 ? 'The list is then empty, and every address may reach this project.' : 'Requests from there are refused at once.'}
          request={{ method: 'DELETE', path: `${path}/${removing.id}` }}
          onDone={async () => {
            await changed('trusted-ips')
            announce('Address removed')
          }}
        />
      )}
    </Page>
  )
}

function AddIp({ path, rows, own, onClose }: { path: string; rows: ProjectTrustedIp[]; own: string; onClose: () => void }) {
  const form = useForm({
    initial: { ipAddress: '', comment: '', typed: '' },
    check: (v) => ({
      ipAddress: parseRange(v.ipAddress) ? undefined : 'Neither an address nor a range',
      typed: shutsOut(v.ipAddress) && v.typed !== own ? `Type ${own} to confirm` : undefined,
    }),
    submit: async (v) => {
      await api(path, { method: 'POST', body: { ipAddress: v.ipAddress.trim(), comment: v.comment, isActive: true } })
      await changed('trusted-ips')
      announce('Address added')
      onClose()
    },
  })
  const shut = shutsOut(form.values.ipAddress)
  return (
    <Dialog title="Add address" open onClose={onClose}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Address or range" {...form.text('ipAddress')} autoFocus className="code" spellCheck={false} hint={own ? `You are at ${own}` : undefined} />
        <TextField label="Comment" {...form.text('comment')} />
        {shut && (
          <div className="note warning" role="alert">
            <h3>This shuts you out</h3>
            <p>You are at {own}, which no range of the list would hold.</p>
            <TextField label={`Type ${own} to confirm`} {...form.text('typed')} className="code" spellCheck={false} />
          </div>
        )}
        {form.error && <Refusal error={form.error} level={3} />}
        <AsCode method="POST" path={path} body={{ ipAddress: form.values.ipAddress, comment: form.values.comment, isActive: true }} />
        <Foot>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={form.busy}>Add</Button>
        </Foot>
      </form>
    </Dialog>
  )

  function shutsOut(wanted: string): boolean {
    return Boolean(own && parseRange(wanted) && !inside([...rows.map(rangeOf), wanted].join('\n'), own))
  }
}
