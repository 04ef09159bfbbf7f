import type { AccessToken, ClientSecret } from '../../api/types.ts'

export interface State {
  word: 'Active' | 'Expired' | 'Used up' | 'Revoked'
  at?: string
}

const words = { 'active': 'Active', 'expired': 'Expired', 'used-up': 'Used up', 'revoked': 'Revoked' } as const

/** secretState says what a Client Secret was good for when it was read, and since when it is not. */
export function secretState(s: ClientSecret, now = Date.now()): State {
  if (s.state === 'revoked') return { word: 'Revoked', at: s.revokedAt ?? undefined }
  if (s.expiresAt && Date.parse(s.expiresAt) <= now) return { word: 'Expired', at: s.expiresAt }
  return { word: words[s.state] }
}

export function tokenEnd(t: AccessToken): string | undefined {
  const ttl = t.accessTokenPeriod || t.accessTokenTTL
  if (!ttl) return undefined
  const renewed = Date.parse(t.accessTokenLastRenewedAt ?? t.createdAt)
  const max = t.accessTokenMaxTTL && !t.accessTokenPeriod ? Date.parse(t.createdAt) + t.accessTokenMaxTTL * 1000 : Infinity
  return new Date(Math.min(renewed + ttl * 1000, max)).toISOString()
}

export function tokenState(t: AccessToken, now = Date.now()): State {
  if (t.isAccessTokenRevoked) return { word: 'Revoked', at: t.updatedAt }
  const end = tokenEnd(t)
  if (end && Date.parse(end) <= now) return { word: 'Expired', at: end }
  if (t.accessTokenNumUsesLimit > 0 && t.accessTokenNumUses >= t.accessTokenNumUsesLimit) return { word: 'Used up' }
  return { word: 'Active' }
}
