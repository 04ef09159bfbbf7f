import { hashKey } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed, client } from '../../api/queries.ts'
import type { OrgIdentity, TrustedIp } from '../../api/types.ts'
import { announce } from '../../app/announce.ts'
import type { Question, Verdict } from '../../app/ask.ts'
import { useAddress, useDialog } from '../../app/place.ts'
import { Button, Guarded } from '../../parts/Button.tsx'
import { Confirm } from '../../parts/Confirm.tsx'
import { CopyField } from '../../parts/Copy.tsx'
import { Load } from '../../parts/Load.tsx'
import { Menu } from '../../parts/Menu.tsx'
import { Region } from '../../parts/Page.tsx'
import { Badge, Name } from '../../parts/Values.tsx'
import { duration, plural } from '../../parts/text.ts'
import { methodNames } from '../identities/methods.ts'
import { ConfigureMethod } from './configure.tsx'
import { proven, readable, sample } from './proven.ts'
import { useClientSecrets, useMethod, useTokens, type MethodSettings } from './queries.ts'
import { secretState, tokenState } from './states.ts'

const offered = ['universal-auth', 'token-auth', ...Object.keys(proven)]

/** questionsOf are about every way to change how an identity logs in. */
export function questionsOf(id: string, has: string[]): Record<string, Question> {
  const at = (method: string) => `/api/v1/auth/${method}/identities/${id}`
  const questions: Record<string, Question> = {}
  for (const m of offered) {
    if (!has.includes(m)) questions[`attach ${m}`] = { method: 'POST', path: at(m), body: sample(m) }
  }
  for (const m of has) {
    questions[`change ${m}`] = { method: 'PATCH', path: at(m), body: {} }
    questions[`remove ${m}`] = { method: 'DELETE', path: at(m) }
  }
  if (has.includes('universal-auth')) questions.clear = { method: 'POST', path: `${at('universal-auth')}/clear-lockouts` }
  return questions
}

interface Props {
  row: OrgIdentity
  /** verdicts answer questionsOf. */
  verdicts: Partial<Record<string, Verdict>>
}

export function Authentication({ row, verdicts }: Props) {
  const [address, change] = useAddress()
  const asked = address.dialog && offered.includes(address.dialog) ? address.dialog : undefined
  const has = row.identity.authMethods
  const close = () => change({ dialog: undefined })
  return (
    <Region
      title="Authentication"
      actions={
        <Menu
          trigger={<Button icon={<ChevronDown aria-hidden />}>Add authentication</Button>}
          items={offered.map((m) => ({ label: methodNames[m], verdict: verdicts[`attach ${m}`], refused: has.includes(m) ? 'There already' : undefined, onSelect: () => change({ dialog: m }, { push: true }) }))}
        />
      }
    >
      {has.length === 0 && <div className="note warning"><p>This identity cannot log in: add an authentication method</p></div>}
      <div className="form">{has.map((m) => <Method key={m} row={row} method={m} verdicts={verdicts} />)}</div>
      {asked && <ConfigureMethod key={asked} identityId={row.identityId} method={asked} exists={has.includes(asked)} onClose={close} />}
    </Region>
  )
}

function Method({ row, method, verdicts }: Props & { method: string }) {
  const settings = useMethod(row.identityId, method)
  const name = methodNames[method] ?? method
  const [, change] = useAddress()
  const remove = useDialog(`remove-${method}`)
  const clear = useDialog('clear-lockouts')
  return (
    <div role="group" aria-label={name}>
      <h3>{name}</h3>
      <Load query={settings} level={3}>
        {(s) => (
          <div className="form">
            {s.clientId && <CopyField label="Client ID" value={s.clientId} />}
            <Settings method={method} s={s} />
            <div className="bar">
              <Guarded verdict={verdicts[`change ${method}`]} onClick={() => change({ dialog: method }, { push: true })}>{`Edit ${name}`}</Guarded>
              <Guarded kind="danger" verdict={verdicts[`remove ${method}`]} onClick={remove.show}>{`Remove ${name}`}</Guarded>
              {method === 'universal-auth' && <Guarded verdict={verdicts.clear} onClick={clear.show}>Clear lockouts</Guarded>}
            </div>
          </div>
        )}
      </Load>
      {method === 'universal-auth' && clear.open && (
        <Confirm
          title="Clear lockouts" verb="Clear" safe open onClose={clear.close} lead="Who was locked out after wrong Client Secrets may try again at once."
          request={{ method: 'POST', path: `/api/v1/auth/${method}/identities/${row.identityId}/clear-lockouts` }} asked={{ verdict: verdicts.clear }}
          onDone={() => announce('Lockouts cleared')}
        />
      )}
      {remove.open && <RemoveMethod row={row} method={method} verdict={verdicts[`remove ${method}`]} onClose={remove.close} />}
    </div>
  )
}

/** seconds says a duration in its unit and in words. */
function seconds(n: number | undefined, zero: string): string {
  return n ? `${n} s · ${duration(n)}` : `0 · ${zero}`
}

export function ranges(list: TrustedIp[] | undefined): string[] {
  return (list ?? []).map((ip) => (ip.prefix === undefined || ip.prefix === null ? ip.ipAddress : `${ip.ipAddress}/${ip.prefix}`))
}

function Ranges({ list }: { list: TrustedIp[] | undefined }) {
  const texts = ranges(list)
  const open = texts.includes('0.0.0.0/0') && texts.includes('::/0')
  if (open) return <>Every address</>
  return <span className="badges">{texts.map((t) => <Badge key={t}><code>{t}</code></Badge>)}</span>
}

function Settings({ method, s }: { method: string; s: MethodSettings }) {
  return (
    <dl className="dl">
      {readable(method, s).map(({ label, text }) => [<dt key={`${label}t`}>{label}</dt>, <dd key={`${label}d`}>{text ? text.split('\n').map((line) => <div key={line}><Name>{line}</Name></div>) : <span className="muted">Any</span>}</dd>])}
      <dt>Access Token TTL</dt><dd>{seconds(s.accessTokenTTL, 'no end of its own')}</dd>
      <dt>Access Token Max TTL</dt><dd>{seconds(s.accessTokenMaxTTL, 'unlimited')}</dd>
      <dt>Max number of uses</dt><dd>{s.accessTokenNumUsesLimit || '0 · unlimited'}</dd>
      {s.accessTokenPeriod ? <><dt>Access Token Period</dt><dd>{seconds(s.accessTokenPeriod, '')}</dd></> : null}
      <dt>Access Token from</dt><dd><Ranges list={s.accessTokenTrustedIps} /></dd>
      {method === 'universal-auth' && (
        <>
          <dt>Client Secret from</dt><dd><Ranges list={s.clientSecretTrustedIps} /></dd>
          <dt>Lockout</dt>
          <dd>{s.lockoutEnabled ? `after ${s.lockoutThreshold} failures, for ${duration(s.lockoutDurationSeconds ?? 0)}; counted for ${duration(s.lockoutCounterResetSeconds ?? 0)}` : 'Off'}</dd>
        </>
      )}
    </dl>
  )
}

/** owned are the lists that a method takes with it. */
const owned: Record<string, string> = { 'universal-auth': 'client-secrets', 'token-auth': 'tokens' }

function RemoveMethod({ row, method, verdict, onClose }: { row: OrgIdentity; method: string; verdict?: Verdict; onClose: () => void }) {
  const secrets = useClientSecrets(row.identityId, method === 'universal-auth')
  const tokens = useTokens(row.identityId, method === 'token-auth')
  const [open] = useState(true)
  const active = secrets.data?.filter((s) => secretState(s).word === 'Active').length ?? 0
  const live = tokens.data?.filter((t) => tokenState(t).word === 'Active').length ?? 0
  const ends = method !== 'universal-auth' && method !== 'token-auth' ? undefined : method === 'universal-auth' ? plural(active, 'Client Secret') : plural(live, 'token')
  const name = methodNames[method]
  const request = { method: 'DELETE', path: `/api/v1/auth/${method}/identities/${row.identityId}` } as const
  const gone = [['identity', row.identityId, 'method', method], ...(owned[method] ? [['identity', row.identityId, owned[method]]] : [])]
  return (
    <Confirm
      title={`Remove ${name}`} verb="Remove" open={open} onClose={onClose}
      lead={<>{ends ? <><strong>{ends}</strong> and every token</> : 'Every token'} issued by {name} end at once. The identity can then log in by {row.identity.authMethods.length > 1 ? 'its other methods only' : 'no method at all'}.</>}
      request={request} asked={{ verdict }}
      send={async () => {
        await Promise.all(gone.map((queryKey) => client.cancelQueries({ queryKey })))
        await api(request.path, request)
      }}
      onDone={async () => {
        // What belongs to the method is not read again: it is on the page until the identity was read.
        await client.invalidateQueries({ queryKey: ['identity'], predicate: (q) => !gone.some((key) => hashKey(key) === hashKey(q.queryKey)) })
        await changed('identities')
        announce(`${name} removed`)
      }}
    />
  )
}
