/** One reason of a refusal, as the policy words it. */
export interface Reason {
  code: string
  message: string
  remediation?: string
  rule?: string
}

export interface MissingPermission {
  action: string
  subject: string
  conditions?: unknown
  [more: string]: unknown
}

interface Issue {
  path: (string | number)[]
  message: string
}

/** ApiError is an answer that is none of the good ones, or no answer (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly requestId = '',
    readonly reasons: Reason[] = [],
    readonly decisionId = '',
    readonly missing: MissingPermission[] = [],
    readonly issues: Issue[] = [],
    readonly retryAfter = 0,
    /** bundleCause is why a bundle of policy was not taken. */
    readonly bundleCause = '',
  ) {
    super(message)
    this.name = 'ApiError'
  }

  /** A refusal says who decided what; every other error is a fault or a mistake. */
  get refused(): boolean {
    return this.reasons.length > 0
  }

  get unreachable(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 502
  }
}

/** readError turns the envelope of docs/contract.md 1.3 into an ApiError. */
export function readError(status: number, body: unknown, retryAfter: number): ApiError {
  const b = (body ?? {}) as Record<string, any>
  const issues: Issue[] = Array.isArray(b.message) ? b.message : []
  const message = typeof b.message === 'string' ? b.message : issues.map((i) => i.message).join('; ') || `The server answered ${status}`
  const details = b.details ?? {}
  return new ApiError(status, message, b.reqId ?? '', details.reasons ?? [], details.decisionId ?? '', details.missingPermissions ?? [], issues, retryAfter, details.cause ?? '')
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(-1, error instanceof Error ? error.message : String(error))
}
