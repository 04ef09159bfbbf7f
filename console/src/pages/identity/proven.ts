// The methods by which another party vouches for a machine: what each asks for. The
// server decides what is right; see docs/auth-methods.md.

import type { MethodSettings } from './queries.ts'

export interface ProvenField {
  /** key is the API's name of the field. */
  key: string
  label: string
  /** keys are public keys in PEM, one after another; map is name=value, one a line. */
  kind: 'text' | 'pem' | 'keys' | 'map' | 'choice' | 'secret'
  hint?: string
  required?: boolean
  /** sample is a value that the server takes, for the question whether the method may be added. */
  sample?: string
  initial?: string
  options?: { value: string; label: string }[]
  /** only says by another field's value whether this one counts. */
  only?: [key: string, value: string]
}

interface Method {
  lead: string
  fields: ProvenField[]
  /** binds are the fields of which one must say something, or no login is admitted. */
  binds?: string[]
}

const audiences: ProvenField = { key: 'boundAudiences', label: 'Audiences', kind: 'text', hint: 'Between commas; empty: any' }
const claims: ProvenField = { key: 'boundClaims', label: 'Claims', kind: 'map', hint: 'claim=value, one a line; several values between commas' }

export const proven: Record<string, Method> = {
  'oidc-auth': {
    lead: 'The identity logs in with a token that an OpenID provider issued, such as that of a CI job.',
    binds: ['boundSubject', 'boundAudiences', 'boundClaims'],
    fields: [
      { key: 'oidcDiscoveryUrl', label: 'OIDC Discovery URL', kind: 'text', required: true, sample: 'https://issuer.example.com', hint: 'Where /.well-known/openid-configuration is' },
      { key: 'boundIssuer', label: 'Issuer', kind: 'text', required: true, sample: 'https://issuer.example.com', hint: 'As the token names it, byte by byte' },
      { key: 'boundSubject', label: 'Subject', kind: 'text', hint: 'One value or glob, such as repo:acme/shop:ref:refs/**; empty: any' },
      audiences, claims,
      { key: 'claimMetadataMapping', label: 'Claim metadata mapping', kind: 'map', hint: 'name=claim, one a line: for rules and conditions' },
      { key: 'caCert', label: 'CA Certificate', kind: 'pem', hint: 'In PEM; empty: the roots of the system' },
    ],
  },
  'jwt-auth': {
    lead: 'The identity logs in with a token that is signed by keys you name.',
    fields: [
      { key: 'configurationType', label: 'Keys', kind: 'choice', initial: 'jwks', options: [{ value: 'jwks', label: 'A key set at a URL' }, { value: 'static', label: 'Public keys, kept here' }] },
      { key: 'jwksUrl', label: 'JWKS URL', kind: 'text', required: true, sample: 'https://issuer.example.com/keys', only: ['configurationType', 'jwks'] },
      { key: 'jwksCaCert', label: 'CA Certificate', kind: 'pem', hint: 'In PEM; empty: the roots of the system', only: ['configurationType', 'jwks'] },
      { key: 'publicKeys', label: 'Public keys', kind: 'keys', required: true, hint: 'In PEM, one after another, up to ten', only: ['configurationType', 'static'] },
      { key: 'boundIssuer', label: 'Issuer', kind: 'text', hint: 'Empty: any' },
      { key: 'boundSubject', label: 'Subject', kind: 'text', hint: 'One value or glob; empty: any' },
      audiences, claims,
    ],
  },
  'kubernetes-auth': {
    lead: 'The identity logs in with the token of a service account.',
    fields: [
      { key: 'kubernetesHost', label: 'Kubernetes Host', kind: 'text', required: true, sample: 'https://kubernetes.example.com', hint: 'The API server: https://HOST:PORT' },
      { key: 'tokenReviewMode', label: 'Token review', kind: 'choice', initial: 'api', options: [{ value: 'api', label: 'The API server reviews each token' }, { value: 'jwks', label: 'By the published keys of the cluster' }] },
      { key: 'tokenReviewerJwt', label: 'Token Reviewer JWT', kind: 'secret', hint: 'Never shown again. Empty: each workload reviews its own token' },
      { key: 'issuer', label: 'Issuer', kind: 'text', required: true, only: ['tokenReviewMode', 'jwks'] },
      { key: 'allowedNamespaces', label: 'Allowed namespaces', kind: 'text', hint: 'Names or globs between commas; empty: any' },
      { key: 'allowedNames', label: 'Allowed service account names', kind: 'text', hint: 'Names or globs between commas; empty: any' },
      { key: 'allowedAudience', label: 'Allowed audience', kind: 'text', hint: 'Required where the published keys decide' },
      { key: 'caCert', label: 'CA Certificate', kind: 'pem', hint: 'In PEM; empty: the roots of the system' },
    ],
  },
  'aws-auth': {
    lead: 'The identity logs in with a request that AWS credentials signed.',
    binds: ['allowedPrincipalArns', 'allowedAccountIds'],
    fields: [
      { key: 'allowedPrincipalArns', label: 'Allowed principal ARNs', kind: 'text', hint: 'Between commas, such as arn:aws:iam::123456789012:role/app' },
      { key: 'allowedAccountIds', label: 'Allowed account IDs', kind: 'text', hint: 'Twelve digits each, between commas' },
      { key: 'stsEndpoint', label: 'STS endpoint', kind: 'text', required: true, initial: 'https://sts.amazonaws.com/' },
    ],
  },
  'gcp-auth': {
    lead: 'The identity logs in with a token of a Google Cloud service account.',
    binds: ['allowedServiceAccounts', 'allowedProjects', 'allowedZones'],
    fields: [
      { key: 'type', label: 'Type', kind: 'choice', initial: 'gce', options: [{ value: 'gce', label: 'ID token of an instance' }, { value: 'iam', label: 'Token signed by a service account' }] },
      { key: 'allowedServiceAccounts', label: 'Allowed service accounts', kind: 'text', hint: 'E-mail addresses between commas' },
      { key: 'allowedProjects', label: 'Allowed projects', kind: 'text', hint: 'Ids between commas; empty: any', only: ['type', 'gce'] },
      { key: 'allowedZones', label: 'Allowed zones', kind: 'text', hint: 'Between commas; empty: any', only: ['type', 'gce'] },
    ],
  },
  'azure-auth': {
    lead: 'The identity logs in with an access token of a managed identity or a service principal.',
    fields: [
      { key: 'tenantId', label: 'Tenant ID', kind: 'text', required: true, sample: '00000000-0000-4000-8000-000000000000', hint: 'A GUID' },
      { key: 'resource', label: 'Resource', kind: 'text', required: true, sample: 'https://management.azure.com/', hint: 'The audience that tokens are asked for, such as https://management.azure.com/' },
      { key: 'allowedServicePrincipalIds', label: 'Allowed service principal IDs', kind: 'text', hint: 'Object ids between commas; empty: any of the tenant' },
    ],
  },
}

type Values = { [key: string]: string | boolean }

export function counts(field: ProvenField, values: Values): boolean {
  return !field.only || values[field.only[0]] === field.only[1]
}

export function readMap(text: string): Record<string, string> {
  return Object.fromEntries(text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const at = line.indexOf('=')
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  }))
}

/** readKeys takes keys in PEM apart. */
export function readKeys(text: string): string[] {
  return text.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? (text.trim() ? [text.trim()] : [])
}

function textOf(field: ProvenField, value: unknown): string {
  if (value === undefined || value === null) return field.initial ?? ''
  if (Array.isArray(value)) return value.join('\n')
  if (typeof value === 'object') return Object.entries(value).map(([key, v]) => `${key}=${v}`).join('\n')
  return String(value)
}

/** initialOf are the values of a form: what is stored, or else the defaults. */
export function initialOf(method: string, stored?: MethodSettings): { [key: string]: string } {
  return Object.fromEntries((proven[method]?.fields ?? []).map((f) => [f.key, f.kind === 'secret' ? '' : textOf(f, stored?.[f.key])]))
}

/** provenBody is what the form sends. A secret that was not typed stays as it is. */
export function provenBody(method: string, values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const f of proven[method]?.fields ?? []) {
    const text = String(values[f.key] ?? '').trim()
    if (!counts(f, values) || (f.kind === 'secret' && !text)) continue
    body[f.key] = f.kind === 'map' ? readMap(text) : f.kind === 'keys' ? readKeys(text) : text
  }
  return body
}

/** sample is a body that adds a method, for the question whether it may be added. */
export function sample(method: string): Record<string, unknown> {
  const values = initialOf(method)
  for (const f of proven[method]?.fields ?? []) values[f.key] = f.sample ?? values[f.key]
  return provenBody(method, values)
}

export function wrongProven(method: string, values: Values): Record<string, string | undefined> {
  const wrong: Record<string, string | undefined> = {}
  for (const f of proven[method]?.fields ?? []) {
    const text = String(values[f.key] ?? '').trim()
    if (!counts(f, values)) continue
    if (f.required && !text) wrong[f.key] = `Type the ${f.label}`
    else if (f.kind === 'map' && text.split('\n').some((line) => line.trim() && !/^[^=]+=./.test(line.trim()))) wrong[f.key] = 'Write name=value, one a line'
    else if (f.kind === 'pem' && text && !text.includes('-----BEGIN CERTIFICATE-----')) wrong[f.key] = 'Paste a certificate in PEM'
    else if (f.kind === 'keys' && readKeys(text).some((key) => !key.startsWith('-----BEGIN'))) wrong[f.key] = 'Paste public keys in PEM'
  }
  return wrong
}

/** bindsNothing is whether the configuration says of no login that it may come in. */
export function bindsNothing(method: string, values: Values): boolean {
  const binds = proven[method]?.binds
  return Boolean(binds) && !binds?.some((key) => String(values[key] ?? '').trim() && counts(proven[method].fields.find((f) => f.key === key)!, values))
}

/** readable are the settings of a method as rows of words. */
export function readable(method: string, stored: MethodSettings): { label: string; text: string }[] {
  return (proven[method]?.fields ?? []).filter((f) => f.kind !== 'secret' && counts(f, stored as Values)).map((f) => {
    const text = textOf({ ...f, initial: '' }, stored[f.key])
    const choice = f.options?.find((o) => o.value === text)?.label
    return { label: f.label, text: f.kind === 'pem' ? (text ? 'Set' : '') : f.kind === 'keys' ? `${(stored[f.key] as string[] | undefined)?.length ?? 0}` : (choice ?? text) }
  })
}
