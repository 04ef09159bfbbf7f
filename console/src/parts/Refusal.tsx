import { Link } from '@tanstack/react-router'

import { asApiError, type MissingPermission, type Reason } from '../api/errors.ts'
import { getSession } from '../app/session.ts'
import { Button } from './Button.tsx'
import { plain } from './text.ts'

export function Reasons({ reasons, missing = [] }: { reasons: Reason[]; missing?: MissingPermission[] }) {
  return (
    <div className="reasons form">
      {reasons.map((reason, i) => (
        <div key={reason.code + i}>
          <p className="wrap">{plain(reason.message)}</p>
          {reason.code && <p className="meta"><code>{reason.code}</code></p>}
          {reason.remediation && <p className="meta wrap">{plain(reason.remediation)}</p>}
        </div>
      ))}
      {missing.length > 0 && <Missing missing={missing} />}
    </div>
  )
}

/** CompareLink leads from a refusal at the privilege boundary to what was compared; nothing for other refusals. */
export function CompareLink({ decisionId, reasons }: { decisionId: string; reasons: Reason[] }) {
  const { orgId } = getSession()
  if (!decisionId || !orgId || !reasons.some((r) => r.code === 'privilege_boundary')) return null
  return <Link to={`/org/${orgId}/access/compare` as never} search={{ decision: decisionId } as never}>Compare privileges</Link>
}

function Missing({ missing }: { missing: MissingPermission[] }) {
  return (
    <div className="tablebox scrolls" tabIndex={0} role="region" aria-label="Missing permissions">
      <table className="table">
        <caption className="sr">Missing permissions</caption>
        <thead><tr><th scope="col">Action</th><th scope="col">Resource</th><th scope="col">Condition</th></tr></thead>
        <tbody>
          {missing.slice(0, 100).map((m, i) => (
            <tr key={i}>
              <td>{m.action}</td>
              <td>{m.subject}</td>
              <td className="mono">{m.conditions ? JSON.stringify(m.conditions) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Props {
  error: unknown
  retry?: () => void
  /** level of the heading, by where the part stands. */
  level?: 2 | 3
}

/** Refusal stands where the answer would have stood: what was refused and why, or what failed. */
export function Refusal({ error, retry, level = 2 }: Props) {
  const problem = asApiError(error)
  const H = level === 2 ? 'h2' : 'h3'
  const orgId = getSession().orgId
  if (problem.refused) {
    return (
      <div className="note refused" role="alert">
        <H><span className="mark refused" aria-hidden="true">✕</span> Refused</H>
        <Reasons reasons={problem.reasons} missing={problem.missing} />
        {problem.decisionId && orgId && (
          <p className="meta links">
            <Link to="/org/$orgId/decisions/$decisionId" params={{ orgId, decisionId: problem.decisionId }}>Explain this decision</Link>
            <CompareLink decisionId={problem.decisionId} reasons={problem.reasons} />
          </p>
        )}
      </div>
    )
  }
  if (problem.status === 404) {
    return <div className="note" role="alert"><H>Not found, or of another organization</H><p className="meta">{plain(problem.message)}</p></div>
  }
  return (
    <div className="note warning" role="alert">
      <H><span className="mark warning" aria-hidden="true">▲</span> {problem.unreachable ? 'The server does not answer' : 'This did not work'}</H>
      <p className="wrap">{plain(problem.message)}</p>
      {problem.requestId && <p className="meta">Request <code>{problem.requestId}</code></p>}
      {retry && <div className="bar"><Button onClick={retry}>Try again</Button></div>}
    </div>
  )
}

