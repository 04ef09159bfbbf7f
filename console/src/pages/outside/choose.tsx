import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { logout, select, useSession } from '../../app/session.ts'
import { Button } from '../../parts/Button.tsx'
import { Refusal } from '../../parts/Refusal.tsx'
import { plain } from '../../parts/text.ts'
import { Alone } from './alone.tsx'

export function Choose() {
  const { organizations } = useSession()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const choose = (orgId: string) =>
    select(orgId).then(async () => {
      if (location.pathname.endsWith('/organizations')) await navigate({ to: '/org/$orgId', params: { orgId } })
    }, setError)
  return (
    <Alone title="Choose an organization" lead={organizations.length === 0 ? 'You belong to no organization yet' : undefined}>
      <div className="choices">
        {organizations.map((o) => <Button key={o.id} onClick={() => void choose(o.id)}>{plain(o.name)}</Button>)}
        <Button kind="quiet" onClick={() => void logout()}>Log out</Button>
      </div>
      {error !== undefined && <Refusal error={error} />}
    </Alone>
  )
}
