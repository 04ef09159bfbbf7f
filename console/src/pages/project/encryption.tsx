import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { asApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import type { Bot, Decision, Project } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import { useAsk } from '../../app/ask.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { curl } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { CodeBlock } from '../../parts/Copy.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { SwitchField } from '../../parts/Field.tsx'
import { Load, Loading } from '../../parts/Load.tsx'
import { Region } from '../../parts/Page.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { Name } from '../../parts/Values.tsx'
import { middle } from '../../parts/text.ts'

export function Encryption({ project }: { project: Project }) {
  const bot = useQuery({ queryKey: ['bot', project.id], queryFn: async ({ signal }) => (await api<{ bot: Bot }>(`/api/v1/bot/${project.id}`, { signal })).bot })
  return (
    <Region title="End-to-end encryption">
      <Load query={bot} level={3}>{(b) => <Switch project={project} bot={b} />}</Load>
    </Region>
  )
}

function Switch({ project, bot }: { project: Project; bot: Bot }) {
  const [dialog, setDialog] = useState<'on' | 'off'>()
  const on = !bot.isActive
  const verdict = useAsk({ toggle: { method: 'PATCH', path: `/api/v1/bot/${bot.id}/active`, body: { isActive: on } } })
  const later = project.version >= 2 ? `This project is of version ${project.version}: only one that was created with end-to-end encryption can be switched (e2ee_not_switchable)` : undefined
  const refused = later ?? (verdict.toggle && !verdict.toggle.permitted ? verdict.toggle.reasons.map((r) => `${r.message} (${r.code})`).join('. ') : undefined)
  return (
    <div className="form narrow">
      <SwitchField label="End-to-end encryption" checked={on} onChange={(next) => setDialog(next ? 'on' : 'off')} refused={refused} />
      <p className="muted measure">
        {on
          ? <>Clients encrypt values before the server sees them. <code>/api/v3/secrets/raw</code> and this console hand out no value of this project.</>
          : <>The server holds the key and hands out values to those whom the policy lets read them, by <code>/api/v3/secrets/raw</code> and in this console.</>}
      </p>
      {dialog === 'off' && <TurnOff bot={bot} onClose={() => setDialog(undefined)} />}
      {dialog === 'on' && <TurnOn project={project} bot={bot} onClose={() => setDialog(undefined)} />}
    </div>
  )
}

const toggling = (bot: Bot, isActive: boolean) => ({ method: 'PATCH', path: `/api/v1/bot/${bot.id}/active`, body: { isActive } }) as const

async function toggle(bot: Bot, isActive: boolean): Promise<void> {
  const request = toggling(bot, isActive)
  await api(request.path, request)
  await changed('bot', 'secrets', 'project')
  announce(isActive ? 'End-to-end encryption is off' : 'End-to-end encryption is on')
}

function TurnOff({ bot, onClose }: { bot: Bot; onClose: () => void }) {
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const needsKey = error !== undefined && /bot ?key|key/i.test(asApiError(error).message)
  const go = () => {
    setBusy(true)
    toggle(bot, true).then(onClose, setError).finally(() => setBusy(false))
  }
  return (
    <Dialog title="Turn off end-to-end encryption" lead="From then on the server can decrypt the values of this project. If clients have encrypted any, the server asks for the project key, which this browser does not hold." open onClose={onClose}>
      {error !== undefined && <Refusal error={error} level={3} />}
      {needsKey && (
        <div className="form">
          <p>Clients have encrypted values here. A client that holds the project key turns it off:</p>
          <CodeBlock label="curl" text={curl({ ...toggling(bot, true), body: { isActive: true, botKey: { encryptedKey: '…', nonce: '…' } } }, location.origin)} />
        </div>
      )}
      {!needsKey && <AsCode {...toggling(bot, true)} />}
      <Foot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="solid" busy={busy} onClick={go}>Turn off</Button>
      </Foot>
    </Dialog>
  )
}

const week = 7 * 86_400_000

function TurnOn({ project, bot, onClose }: { project: Project; bot: Bot; onClose: () => void }) {
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const reads = useQuery({
    queryKey: ['plain-reads', project.id],
    queryFn: async ({ signal }) =>
      (await api<{ decisions: Decision[] }>('/api/v1/authz/decisions', {
        signal, query: { projectId: project.id, action: 'readValue', permitted: true, from: new Date(Date.now() - week).toISOString(), limit: 1000 },
      })).decisions,
  })
  const subjects = [...new Map((reads.data ?? []).filter((d) => d.subject.type === 'identity').map((d) => [d.subject.id, d.subject.name ?? middle(d.subject.id)]))]
  const go = () => {
    setBusy(true)
    toggle(bot, false).then(onClose, setError).finally(() => setBusy(false))
  }
  return (
    <Dialog title="Turn on end-to-end encryption" lead="The server refuses to hand out plaintext of this project at once." open onClose={onClose}>
      {reads.isPending ? <Loading /> : reads.isError ? <Refusal error={reads.error} level={3} /> : (
        <div className="note warning">
          <h3>{subjects.length === 0 ? 'No machine identity has read plaintext in the last 7 days' : 'These have read plaintext in the last 7 days and would be refused'}</h3>
          {subjects.length > 0 && <ul>{subjects.map(([id, name]) => <li key={id}><Name>{name}</Name></li>)}</ul>}
        </div>
      )}
      {error !== undefined && <Refusal error={error} level={3} />}
      <AsCode {...toggling(bot, false)} />
      <Foot>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="solid" busy={busy} onClick={go}>Turn on</Button>
      </Foot>
    </Dialog>
  )
}
