import { useEffect, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'

import { api } from '../../api/http.ts'
import { announce } from '../../app/announce.ts'
import { login, start, useSession } from '../../app/session.ts'
import { Button } from '../../parts/Button.tsx'
import { PasswordField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain } from '../../parts/text.ts'
import { Alone } from './alone.tsx'
import { says } from './login.tsx'

interface Invitation {
  email: string
  organizationId: string
  code: string
}

interface Verified {
  message: string
  token?: string
  organization?: { name: string }
  user?: { email: string }
}

// Read once, before the router sees the address, and out of it at once.
const invitation = readInvitation()

function readInvitation(): Invitation | undefined {
  if (location.pathname !== '/console/join') return undefined
  const query = new URLSearchParams(location.search)
  history.replaceState(null, '', '/console/join')
  const [email, organizationId, code] = [query.get('to'), query.get('organization_id'), query.get('token')]
  return email && organizationId && code ? { email, organizationId, code } : undefined
}

/** Join takes up an invitation: with a new account, or with the one that there is. */
export function Join() {
  const { phase, orgId } = useSession()
  const navigate = useNavigate()
  const [verified, setVerified] = useState<Verified>()
  const [gone, setGone] = useState(!invitation)
  useEffect(() => {
    if (!invitation) return
    api<Verified>('/api/v1/invite-org/verify', { method: 'POST', body: { ...invitation }, anonymous: true }).then(setVerified, () => setGone(true))
  }, [])
  const organization = verified?.organization?.name ?? 'the organization'
  const joined = async () => {
    announce(`Joined ${organization}`)
    await start()
    await navigate({ to: '/', replace: true })
  }
  if (gone) {
    return (
      <Alone title="Join an organization" lead="This invitation is not valid any more. Ask for a new one.">
        <Button onClick={() => void navigate({ to: '/login', replace: true })}>Log in</Button>
      </Alone>
    )
  }
  if (!verified) return <Alone title="Join an organization"><p role="status">Loading</p></Alone>
  if (verified.token) return <NewAccount verified={verified} onJoined={joined} />
  return <OwnAccount inside={phase === 'inside' || phase === 'choosing'} organization={organization} orgId={orgId} onJoined={joined} />
}

function NewAccount({ verified, onJoined }: { verified: Verified; onJoined: () => Promise<void> }) {
  const form = useForm({
    initial: { firstName: '', lastName: '', password: '' },
    secret: ['password'],
    check: (v) => ({ firstName: v.firstName.trim() ? undefined : 'Type a name', password: v.password.length >= 8 ? undefined : 'Use 8 characters or more' }),
    submit: async (v) => {
      await api('/api/v3/signup/complete-account/invite', {
        method: 'POST', bearer: verified.token,
        body: { email: invitation?.email, firstName: v.firstName.trim(), lastName: v.lastName.trim(), password: v.password },
      })
      await login(invitation?.email ?? '', v.password)
      await onJoined()
    },
  })
  return (
    <Alone title={`Join ${verified.organization?.name ?? 'the organization'}`} lead={plain(invitation?.email ?? '')}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="First name" {...form.text('firstName')} autoComplete="given-name" autoFocus />
        <TextField label="Last name" {...form.text('lastName')} autoComplete="family-name" />
        <PasswordField {...form.text('password')} autoComplete="new-password" hint="8 characters or more; length counts more than signs" />
        {form.error && <Refusal error={form.error} />}
        <Button kind="primary" type="submit" busy={form.busy}>Join</Button>
      </form>
    </Alone>
  )
}

function OwnAccount({ inside, organization, onJoined }: { inside: boolean; organization: string; orgId: string; onJoined: () => Promise<void> }) {
  const [failed, setFailed] = useState('')
  const form = useForm({
    initial: { password: '' },
    check: (v) => ({ password: inside || v.password ? undefined : 'Type your password' }),
    submit: async (v) => {
      setFailed('')
      try {
        if (!inside) await login(invitation?.email ?? '', v.password)
      } catch (error) {
        return setFailed(says(error))
      }
      await api('/api/v1/invite-org/accept', { method: 'POST', body: { organizationId: invitation?.organizationId, code: invitation?.code } })
      await onJoined()
    },
  })
  return (
    <Alone title={`Join ${organization}`} lead={`You have an account already: ${plain(invitation?.email ?? '')}`}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        {!inside && <PasswordField {...form.text('password')} autoComplete="current-password" autoFocus />}
        {failed && <div className="note refused" role="alert"><p>{failed}</p></div>}
        {form.error && <Refusal error={form.error} />}
        <Button kind="primary" type="submit" busy={form.busy}>Join</Button>
      </form>
    </Alone>
  )
}
