import { useState } from 'react'

import { login, useSession } from '../../app/session.ts'
import { Button } from '../../parts/Button.tsx'
import { PasswordField } from '../../parts/Field.tsx'
import { useForm } from '../../parts/form.ts'
import { plain } from '../../parts/text.ts'
import { Alone } from './alone.tsx'
import { says } from './login.tsx'

export function Locked() {
  const { email } = useSession()
  const [failed, setFailed] = useState('')
  const form = useForm({
    initial: { password: '' },
    check: (v) => ({ password: v.password ? undefined : 'Type your password' }),
    submit: async (v) => {
      setFailed('')
      await login(email, v.password).catch((error) => setFailed(says(error)))
    },
  })
  return (
    <Alone title="Locked" lead={plain(email)}>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        <input className="sr" type="email" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordField {...form.text('password')} autoComplete="current-password" autoFocus />
        {failed && <div className="note refused" role="alert"><p>{failed}</p></div>}
        <Button kind="primary" type="submit" busy={form.busy}>Unlock</Button>
      </form>
    </Alone>
  )
}
