import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

import { asApiError } from '../../api/errors.ts'
import { rememberNext } from '../../app/next.ts'
import { login, loginByCode, useSession } from '../../app/session.ts'
import { Button } from '../../parts/Button.tsx'
import { PasswordField, TextField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { plain } from '../../parts/text.ts'
import { Alone } from './alone.tsx'

/** wrongPassword is the one message for every login that the server refuses. */
export const wrongPassword = 'Email or password is wrong'

/** says tells a refused login from a server that is away. */
export function says(error: unknown): string {
  const problem = asApiError(error)
  if (problem.status === 429) return `Too many attempts; try again in ${problem.retryAfter || 60} seconds`
  if (problem.unreachable || problem.status >= 500) return 'The server does not answer; try again'
  return wrongPassword
}

export function Login() {
  const { email, notice } = useSession()
  const search = useRouterState({ select: (s) => s.location.search as Record<string, string | undefined> })
  const code = useSignInLink()
  useEffect(() => {
    rememberNext(search.next)
  }, [search.next])
  const [failed, setFailed] = useState('')
  const form = useForm({
    initial: { email, password: '' },
    check: (v) => ({ email: v.email.trim() ? undefined : 'Type an e-mail address', password: v.password ? undefined : 'Type a password' }),
    submit: async (v) => {
      setFailed('')
      await login(v.email.trim(), v.password).catch((error) => setFailed(says(error)))
    },
  })
  return (
    <Alone title="Log in" lead={code.problem || notice || undefined}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <TextField label="Email" type="email" {...form.text('email')} autoComplete="username" autoFocus={!email} />
        <PasswordField {...form.text('password')} autoComplete="current-password" autoFocus={Boolean(email)} />
        {failed && <div className="note refused" role="alert"><p>{plain(failed)}</p></div>}
        <Button kind="primary" type="submit" busy={form.busy || code.busy}>Log in</Button>
      </form>
    </Alone>
  )
}

/** useSignInLink takes the code of a sign-in link out of the address at once. */
function useSignInLink(): { busy: boolean; problem: string } {
  const [state, setState] = useState({ busy: false, problem: '' })
  useEffect(() => {
    const code = new URLSearchParams(location.hash.slice(1)).get('code')
    if (!code) return
    history.replaceState(history.state, '', location.pathname + location.search)
    setState({ busy: true, problem: '' })
    loginByCode(code).catch(() => setState({ busy: false, problem: 'This sign-in link is not valid any more. Log in with a password.' }))
  }, [])
  return state
}
