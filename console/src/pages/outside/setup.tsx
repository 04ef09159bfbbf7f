import { useEffect, useState } from 'react'
import { useNavigate, useRouterState } from '@tanstack/react-router'

import { asApiError } from '../../api/errors.ts'
import { api } from '../../api/http.ts'
import { announce } from '../../app/announce.ts'
import { login, start } from '../../app/session.ts'
import { AsCode } from '../../parts/AsCode.tsx'
import { variable } from '../../parts/request.ts'
import { Button } from '../../parts/Button.tsx'
import { CopyOnce } from '../../parts/Copy.tsx'
import { PasswordField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { Refusal } from '../../parts/Refusal.tsx'
import { Alone } from './alone.tsx'

interface Bootstrapped {
  identity: { credentials: { token: string } }
}

/** Setup makes the first organization and its first person. */
export function Setup() {
  const navigate = useNavigate()
  const path = useRouterState({ select: (s) => s.location.pathname })
  useEffect(() => {
    if (!path.endsWith('/setup')) void navigate({ to: '/setup', replace: true })
  }, [path, navigate])
  const [made, setMade] = useState<{ token: string; email: string; password: string }>()
  const [asksToken, setAsksToken] = useState(false)
  const form = useForm({
    initial: { organization: '', email: '', password: '', setupToken: '' },
    secret: ['password', 'setupToken'],
    check: (v) => ({
      organization: v.organization.trim() ? undefined : 'Type a name',
      email: /^\S+@\S+$/.test(v.email.trim()) ? undefined : 'Type an e-mail address',
      password: v.password.length >= 8 ? undefined : 'Use 8 characters or more',
    }),
    submit: async (v) => {
      try {
        const answer = await api<Bootstrapped>('/api/v1/admin/bootstrap', {
          method: 'POST', anonymous: true,
          body: { organization: v.organization.trim(), email: v.email.trim(), password: v.password, ...(v.setupToken ? { setupToken: v.setupToken } : {}) },
        })
        setMade({ token: answer.identity.credentials.token, email: v.email.trim(), password: v.password })
        form.set('password', '')
      } catch (error) {
        const problem = asApiError(error)
        if (problem.reasons.some((r) => r.code === 'instance_initialized') || /already/.test(problem.message)) return void start()
        if (problem.reasons.some((r) => r.code.includes('setup_token'))) setAsksToken(true)
        throw error
      }
    },
  })
  const enter = async (said?: string) => {
    if (!made) return
    const { email, password } = made
    setMade(undefined)
    await login(email, password)
    if (said) announce(said)
  }
  return (
    <Alone title="Set up Warder" lead="This makes the first organization and you its administrator. It works once.">
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Organization name" {...form.text('organization')} autoComplete="organization" autoFocus maxLength={64} />
        <TextField label="Email" type="email" {...form.text('email')} autoComplete="username" />
        <PasswordField {...form.text('password')} autoComplete="new-password" hint="8 characters or more; length counts more than signs" />
        {asksToken && <PasswordField label="Setup token" {...form.text('setupToken')} autoComplete="off" hint="The server printed it at its start" />}
        {form.error && <Refusal error={form.error} />}
        <AsCode method="POST" path="/api/v1/admin/bootstrap" anonymous body={{ organization: form.values.organization.trim(), email: form.values.email.trim(), password: variable('PASSWORD') }} />
        <Button kind="primary" type="submit" busy={form.busy}>Create organization</Button>
      </form>
      {made && (
        <CopyOnce
          title="Instance admin token"
          lead="A machine identity with every right in the organization was made as well. This is its access token, for scripts that set up the rest. It ends in 90 days. Most people never need it."
          fields={[{ label: 'Access Token', value: made.token }]}
          onDone={() => void enter()}
          extra={
            <Button onClick={() => void api('/api/v1/auth/token/revoke', { method: 'POST', body: { accessToken: made.token }, anonymous: true }).then(() => enter('Token revoked'), (e) => announce(asApiError(e).message))}>
              Revoke it instead
            </Button>
          }
        />
      )}
    </Alone>
  )
}
