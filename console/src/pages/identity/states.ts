import type { AccessToken, ClientSecret } from '../../api/types.ts'

export interface State {
  word: 'Active' | 'Expired' | 'Used up' | 'Revoked'
  at?: string
}

/** secretState says what a Client Secret is good for; the server decides it anew at each login. */
export function secretState(s: ClientSecret, now = Date.now()): State {
  if (s.isClientSecretRevoked) return { word: 'Revoked', at: s.revokedAt ?? s.updatedAt }
  const end = secretEnd(s)
  if (end && Date.parse(end) <= now) return { word: 'Expired', at: end }
  if (s.clientSecretNumUsesLimit > 0 && s.clientSecretNumUses >= s.clientSecretNumUsesLimit) return { word: 'Used up' }
  return { word: 'Active' }
}

export function secretEnd(s: ClientSecret): string | undefined {
  if (s.expiresAt) return s.expiresAt
  return s.clientSecretTTL > 0 ? new Date(Date.parse(s.createdAt) + s.clientSecretTTL * 1000).toISOString() : undefined
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
