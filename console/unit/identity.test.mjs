import assert from 'node:assert/strict'
import { test } from 'node:test'

import { bindsNothing, initialOf, proven, provenBody, readKeys, readMap, readable, wrongProven } from '../src/pages/identity/proven.ts'
import { secretState, tokenEnd, tokenState } from '../src/pages/identity/states.ts'

test('the form of every method begins with what a new one is sent', () => {
  for (const method of Object.keys(proven)) {
    const values = initialOf(method)
    const required = proven[method].fields.filter((f) => f.required && !f.initial && (!f.only || values[f.only[0]] === f.only[1])).map((f) => f.key)
    assert.deepEqual(Object.keys(wrongProven(method, values)), required, method)
    assert.ok(!('tokenReviewerJwt' in provenBody(method, values)), method)
  }
})

test('what is stored comes out as it went in', () => {
  const stored = { configurationType: 'static', publicKeys: ['-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----', '-----BEGIN PUBLIC KEY-----\nBB\n-----END PUBLIC KEY-----'], boundIssuer: 'me', boundSubject: '', boundAudiences: 'a, b', boundClaims: { team: 'a, b=c' }, jwksUrl: '' }
  const { jwksUrl, ...sent } = provenBody('jwt-auth', initialOf('jwt-auth', stored))
  assert.equal(jwksUrl, undefined)
  assert.deepEqual(sent, { configurationType: 'static', publicKeys: stored.publicKeys, boundIssuer: 'me', boundSubject: '', boundAudiences: 'a, b', boundClaims: { team: 'a, b=c' } })
  assert.deepEqual(readable('jwt-auth', stored).slice(0, 2), [{ label: 'Keys', text: 'Public keys, kept here' }, { label: 'Public keys', text: '2' }])
})

test('maps and keys', () => {
  assert.deepEqual(readMap('a = b=c \n\n d=e'), { a: 'b=c', d: 'e' })
  assert.deepEqual(readKeys('  nonsense '), ['nonsense'])
  assert.equal(wrongProven('jwt-auth', { configurationType: 'static', publicKeys: 'nonsense' }).publicKeys, 'Paste public keys in PEM')
  assert.equal(wrongProven('oidc-auth', { oidcDiscoveryUrl: 'x', boundIssuer: 'x', boundClaims: 'ref' }).boundClaims, 'Write name=value, one a line')
})

test('a configuration that admits the whole world is named', () => {
  assert.ok(bindsNothing('oidc-auth', initialOf('oidc-auth')))
  assert.ok(!bindsNothing('oidc-auth', { ...initialOf('oidc-auth'), boundSubject: 'repo:acme/*' }))
  assert.ok(bindsNothing('gcp-auth', { type: 'iam', allowedProjects: 'p' }))
  assert.ok(!bindsNothing('gcp-auth', { type: 'gce', allowedProjects: 'p' }))
  assert.ok(!bindsNothing('azure-auth', initialOf('azure-auth')))
})

test('states of Client Secrets and tokens', () => {
  const now = Date.parse('2026-12-01T09:00:00Z')
  const secret = { state: 'active', expiresAt: null, revokedAt: null }
  assert.deepEqual(secretState(secret, now), { word: 'Active' })
  assert.deepEqual(secretState({ ...secret, expiresAt: '2026-12-01T09:00:00Z' }, now), { word: 'Expired', at: '2026-12-01T09:00:00Z' })
  assert.deepEqual(secretState({ ...secret, state: 'used-up' }, now), { word: 'Used up' })
  assert.deepEqual(secretState({ ...secret, state: 'revoked', revokedAt: '2026-11-01T09:00:00Z', expiresAt: '2026-10-01T09:00:00Z' }, now), { word: 'Revoked', at: '2026-11-01T09:00:00Z' })
  const token = { createdAt: '2026-12-01T08:00:00Z', accessTokenLastRenewedAt: null, accessTokenTTL: 3600, accessTokenMaxTTL: 5400, accessTokenPeriod: 0, accessTokenNumUses: 0, accessTokenNumUsesLimit: 0, isAccessTokenRevoked: false, updatedAt: '2026-12-01T08:10:00Z' }
  assert.equal(tokenState(token, now - 1).word, 'Active')
  assert.equal(tokenState(token, now).word, 'Expired')
  assert.equal(tokenEnd({ ...token, accessTokenLastRenewedAt: '2026-12-01T08:50:00Z' }), '2026-12-01T09:30:00.000Z')
  assert.equal(tokenEnd({ ...token, accessTokenPeriod: 86400, accessTokenLastRenewedAt: '2026-12-01T08:50:00Z' }), '2026-12-02T08:50:00.000Z')
  assert.equal(tokenState({ ...token, accessTokenNumUses: 3, accessTokenNumUsesLimit: 3 }, now - 1).word, 'Used up')
})
