import { useState } from 'react'

import { api } from '../../api/http.ts'
import { changed } from '../../api/queries.ts'
import { announce } from '../../app/announce.ts'
import { useAddress } from '../../app/place.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { inside, lines, parseAddress, wrongRange } from '../../parts/cidr.ts'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { NumberField, SelectField, SwitchField, TextArea, TextField } from '../../parts/Field.tsx'
import { useForm, type Form } from '../../parts/form.ts'
import { Loading } from '../../parts/Load.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { methodNames } from '../identities/methods.ts'
import { ranges } from './authentication.tsx'
import { bindsNothing, counts, initialOf, proven, provenBody, wrongProven } from './proven.ts'
import { useMethod, type MethodSettings } from './queries.ts'

interface TokenValues {
  ttl: string
  maxTtl: string
  uses: string
  period: string
  tokenIps: string
  secretIps: string
  lockout: boolean
  threshold: string
  lockoutDuration: string
  lockoutReset: string
}

/** Values are those of every method, and of the fields of one by which another party vouches. */
type Values = TokenValues & { [field: string]: string | boolean }

const everywhere = '0.0.0.0/0\n::/0'

function defaults(method: string): Values {
  return {
    ttl: method === 'universal-auth' ? '7200' : '2592000', maxTtl: '2592000', uses: '0', period: '0', tokenIps: everywhere, secretIps: everywhere, lockout: true, threshold: '3', lockoutDuration: '300', lockoutReset: '30',
    ...initialOf(method),
  }
}

function from(method: string, s: MethodSettings): Values {
  return {
    ttl: String(s.accessTokenTTL ?? 0), maxTtl: String(s.accessTokenMaxTTL ?? 0), uses: String(s.accessTokenNumUsesLimit ?? 0), period: String(s.accessTokenPeriod ?? 0),
    tokenIps: ranges(s.accessTokenTrustedIps).join('\n'), secretIps: ranges(s.clientSecretTrustedIps).join('\n'), lockout: s.lockoutEnabled ?? true,
    threshold: String(s.lockoutThreshold ?? 3), lockoutDuration: String(s.lockoutDurationSeconds ?? 300), lockoutReset: String(s.lockoutCounterResetSeconds ?? 30),
    ...initialOf(method, s),
  }
}

const list = (text: string) => lines(text).map((ipAddress) => ({ ipAddress }))

function bodyOf(method: string, v: Values) {
  return {
    accessTokenTTL: Number(v.ttl), accessTokenMaxTTL: Number(v.maxTtl), accessTokenNumUsesLimit: Number(v.uses), accessTokenPeriod: Number(v.period),
    accessTokenTrustedIps: list(v.tokenIps),
    ...(method === 'universal-auth' && {
      clientSecretTrustedIps: list(v.secretIps), lockoutEnabled: v.lockout, lockoutThreshold: Number(v.threshold),
      lockoutDurationSeconds: Number(v.lockoutDuration), lockoutCounterResetSeconds: Number(v.lockoutReset),
    }),
    ...provenBody(method, v),
  }
}

const tenYears = 315_360_000

function wholeUpTo(text: string, max: number, min = 0): string | undefined {
  if (!/^\d+$/.test(text)) return 'Type a whole number'
  const n = Number(text)
  return n < min || n > max ? `From ${min} to ${max.toLocaleString('en')}` : undefined
}

function wrongList(text: string): string | undefined {
  if (lines(text).length === 0) return 'Name at least one address or range'
  const wrong = wrongRange(text)
  return wrong && `${wrong} is neither an address nor a range`
}

function check(method: string, v: Values) {
  const ttl = wholeUpTo(v.ttl, tenYears)
  const maxTtl = wholeUpTo(v.maxTtl, tenYears)
  return {
    ttl: ttl ?? (!maxTtl && Number(v.maxTtl) > 0 && Number(v.ttl) > Number(v.maxTtl) ? 'Longer than the max TTL' : undefined),
    maxTtl,
    uses: wholeUpTo(v.uses, 1e9),
    period: wholeUpTo(v.period, tenYears),
    tokenIps: wrongList(v.tokenIps),
    ...wrongProven(method, v),
    ...(method === 'universal-auth' && {
      secretIps: wrongList(v.secretIps),
      ...(v.lockout && { threshold: wholeUpTo(v.threshold, 30, 1), lockoutDuration: wholeUpTo(v.lockoutDuration, 86400, 30), lockoutReset: wholeUpTo(v.lockoutReset, 3600, 5) }),
    }),
  }
}

interface Props {
  identityId: string
  method: string
  exists: boolean
  onClose: () => void
}

export function ConfigureMethod(props: Props) {
  const title = `Configure ${methodNames[props.method]}`
  const lead = proven[props.method]?.lead ?? (props.method === 'universal-auth'
    ? 'The identity logs in with a Client ID and a Client Secret and gets an access token.'
    : 'An access token is made by hand and handed to the identity.')
  return (
    <Dialog title={title} lead={lead} open onClose={props.onClose} wide>
      {props.exists ? <Stored {...props} /> : <Fields {...props} initial={defaults(props.method)} />}
    </Dialog>
  )
}

function Stored(props: Props) {
  const settings = useMethod(props.identityId, props.method)
  if (settings.isError) return <Refusal error={settings.error} level={3} />
  return settings.data ? <Fields {...props} initial={from(props.method, settings.data)} /> : <Loading />
}

function Fields({ identityId, method, exists, onClose, initial }: Props & { initial: Values }) {
  const [, change] = useAddress()
  const path = `/api/v1/auth/${method}/identities/${identityId}`
  const verb = exists ? 'PATCH' : 'POST'
  const form = useForm<Values>({
    name: `configure-${method}-${identityId}`,
    initial,
    secret: ['tokenReviewerJwt'],
    paths: {
      accessTokenTTL: 'ttl', accessTokenMaxTTL: 'maxTtl', accessTokenNumUsesLimit: 'uses', accessTokenPeriod: 'period', accessTokenTrustedIps: 'tokenIps',
      clientSecretTrustedIps: 'secretIps', lockoutThreshold: 'threshold', lockoutDurationSeconds: 'lockoutDuration', lockoutCounterResetSeconds: 'lockoutReset',
    },
    check: (v) => check(method, v),
    submit: async (v) => {
      await api(path, { method: verb, body: bodyOf(method, v) })
      await changed('identity', 'identities')
      announce(`${methodNames[method]} saved`)
      onClose()
    },
  })
  const universal = method === 'universal-auth'
  return (
    <form className="form" onSubmit={form.onSubmit} noValidate>
      <ProvenFields method={method} form={form} exists={exists} />
      <div className="pair two">
        <NumberField label="Access Token TTL" {...form.text('ttl')} seconds zero="no end of its own" />
        <NumberField label="Access Token Max TTL" {...form.text('maxTtl')} seconds zero="renewed without an end" />
        <NumberField label="Access Token Max Number of Uses" {...form.text('uses')} zero="unlimited" />
        <NumberField label="Access Token Period" {...form.text('period')} seconds zero="not periodic" />
      </div>
      <div className="pair">
        <TextArea label="Access Token Trusted IPs" {...form.text('tokenIps')} hint="One a line: addresses or ranges" />
        {universal && <TextArea label="Client Secret Trusted IPs" {...form.text('secretIps')} hint="Where logins may come from" />}
      </div>
      <TestAddress token={form.values.tokenIps} secret={universal ? form.values.secretIps : undefined} />
      {universal && (
        <>
          <SwitchField label="Lockout" checked={form.values.lockout} onChange={(v) => form.set('lockout', v)} hint="Holds off an address after failed logins" />
          {form.values.lockout && (
            <div className="pair">
              <NumberField label="Lockout threshold" {...form.text('threshold')} hint="Failed logins" />
              <NumberField label="Lockout duration" {...form.text('lockoutDuration')} seconds />
              <NumberField label="Lockout counter reset" {...form.text('lockoutReset')} seconds />
            </div>
          )}
        </>
      )}
      {form.error && <Refusal error={form.error} level={3} />}
      <AsCode method={verb} path={path} body={{ ...bodyOf(method, form.values), ...(form.values.tokenReviewerJwt ? { tokenReviewerJwt: variable('TOKEN_REVIEWER_JWT') } : {}) }} terraform={universal ? `resource "infisical_identity_universal_auth" "this" {\n  identity_id      = "${identityId}"\n  access_token_ttl = ${form.values.ttl || 0}\n}` : undefined} />
      <Foot>
        {!exists && universal && <Button onClick={() => change({ dialog: 'token-auth' })}>Use Token Auth instead</Button>}
        <Button onClick={onClose}>{exists ? 'Cancel' : 'Skip'}</Button>
        <Button kind="primary" type="submit" busy={form.busy}>Save</Button>
      </Foot>
    </form>
  )
}

/** ProvenFields are those of a method by which another party vouches for the machine. */
function ProvenFields({ method, form, exists }: { method: string; form: Form<Values>; exists: boolean }) {
  const fields = (proven[method]?.fields ?? []).filter((f) => counts(f, form.values))
  return (
    <>
      {fields.map((f) => {
        const hint = f.kind === 'secret' && exists ? 'Empty: the one that is kept stays' : f.hint
        if (f.kind === 'choice') return <SelectField key={f.key} label={f.label} {...form.text(f.key)} options={f.options ?? []} hint={hint} />
        if (f.kind === 'text') return <TextField key={f.key} label={f.label} {...form.text(f.key)} hint={hint} spellCheck={false} />
        return <TextArea key={f.key} label={f.label} {...form.text(f.key)} hint={hint} rows={f.kind === 'secret' ? 2 : 3} secret={f.kind === 'secret'} />
      })}
      {bindsNothing(method, form.values) && (
        <div className="note warning" role="status"><p>No login is admitted yet: the other party vouches for the whole world, so bind at least one of: {proven[method].binds?.map((key) => proven[method].fields.find((f) => f.key === key)?.label).join(', ')}</p></div>
      )}
    </>
  )
}

/** TestAddress says which range an address is inside of, before the list is saved. */
function TestAddress({ token, secret }: { token: string; secret?: string }) {
  const [typed, setTyped] = useState('')
  const known = parseAddress(typed.trim())
  const says = (range: string | undefined) => (range ? `is inside ${range}` : 'is outside every range')
  const answer = !typed ? 'Type one to see which range lets it in' : !known ? 'Not an address yet'
    : secret === undefined ? `${typed} ${says(inside(token, typed))}`
    : `Access Token: ${typed} ${says(inside(token, typed))}. Client Secret: ${typed} ${says(inside(secret, typed))}`
  return <TextField label="Test an address" value={typed} onChange={setTyped} hint={<span role="status">{answer}</span>} spellCheck={false} />
}
