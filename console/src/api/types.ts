// The API's answers, as far as the console reads them.
export interface Organization { id: string; name: string; slug: string; createdAt: string }
export interface Person { id: string; email: string; username: string; firstName: string; lastName: string; superAdmin: boolean }
export interface Environment { id: string; name: string; slug: string }
export interface Project {
  id: string; name: string; slug: string; description: string | null; orgId: string; version: number
  pitVersionLimit: number; auditLogsRetentionDays: number | null; hasDeleteProtection: boolean
  autoCapitalization: boolean; createdAt: string; updatedAt: string; environments: Environment[]
}
export interface Metadata { key: string; value: string }
export interface Identity {
  id: string; name: string; authMethods: string[]; orgId: string; hasDeleteProtection: boolean
  metadata: Metadata[]; createdAt: string; updatedAt: string
}
export interface OrgIdentity {
  id: string; role: string; roleId: string | null; identityId: string; createdAt: string; updatedAt: string
  lastUsedAt: string | null
  customRole?: { id: string; name: string; slug: string }
  identity: Identity
}
export interface TrustedIp { ipAddress: string; type: string; prefix?: number }
export interface AuthSettings {
  id: string; identityId: string; accessTokenTTL: number; accessTokenMaxTTL: number; accessTokenPeriod: number
  accessTokenNumUsesLimit: number; accessTokenTrustedIps: TrustedIp[]; createdAt: string; updatedAt: string
}
export interface UniversalAuth extends AuthSettings {
  clientId: string; clientSecretTrustedIps: TrustedIp[]; lockoutEnabled: boolean; lockoutThreshold: number
  lockoutDurationSeconds: number; lockoutCounterResetSeconds: number
}
export interface ClientSecret {
  id: string; description: string; clientSecretPrefix: string; clientSecretNumUses: number; clientSecretNumUsesLimit: number
  clientSecretTTL: number; isClientSecretRevoked: boolean; createdAt: string; updatedAt: string
  state: 'active' | 'expired' | 'used-up' | 'revoked'; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null
}
export interface AccessToken {
  id: string; name: string | null; accessTokenTTL: number; accessTokenMaxTTL: number; accessTokenPeriod: number
  accessTokenNumUses: number; accessTokenNumUsesLimit: number; accessTokenLastUsedAt: string | null
  accessTokenLastRenewedAt: string | null; isAccessTokenRevoked: boolean; identityUAClientSecretId: string | null
  createdAt: string; updatedAt: string
}
export interface OrgRole { id: string; name: string; slug: string; description: string; permissions: unknown; createdAt: string; updatedAt: string }
export interface ProjectRole { id: string; name: string; slug: string; description: string; permissions?: Rule[]; createdAt: string; updatedAt: string }
export interface Rule { subject: string | string[]; action: string | string[]; conditions?: Record<string, unknown>; inverted?: boolean }
export interface AssignedRole {
  id: string; role: string; customRoleId: string | null; customRoleName: string | null; customRoleSlug: string | null
  isTemporary: boolean; temporaryMode: string | null; temporaryRange: string | null
  temporaryAccessStartTime: string | null; temporaryAccessEndTime: string | null
}
export interface ProjectIdentity {
  id: string; identityId: string; roles: AssignedRole[]; createdAt: string
  identity: { id: string; name: string; authMethods: string[] }
  project: { id: string; name: string; type: string }
}
export interface ProjectUser {
  id: string; userId: string; roles: AssignedRole[]; createdAt: string
  user: { id: string; email: string; username: string; firstName: string; lastName: string }
}
export interface OrgUser {
  id: string; role: string; roleId: string | null; status: string; inviteEmail: string | null; userId: string | null; isActive: boolean
  createdAt: string; updatedAt: string; user: { id: string | null; email: string; firstName: string; lastName: string }
}
export interface Tag { id: string; slug: string; name: string; color: string }
export interface Secret {
  id: string; environment: string; version: number; type: string; secretKey: string; secretValue: string; secretComment: string
  secretPath: string; secretValueHidden: boolean; tags: Tag[]; createdAt?: string; updatedAt?: string
}
export interface SecretImport { secretPath: string; environment: string; folderId?: string; secrets: Secret[] }
export interface Folder { id: string; name: string }
export interface Bot { id: string; isActive: boolean; projectId: string }
export interface PolicyState {
  revision: string; digest: string; stage: string; source: string; published: boolean; guardrails: string[]; previous: number
  changedAt: string | null; reason: string; problem?: string; version: number
  candidate: { revision: string; digest: string; stage: string; percent: number; tolerance: number; inForce: boolean } | null
  servers?: PolicyServer[]; history?: PolicyChange[]
}
export interface Differences { compared: number; newlyRefused: number; newlyPermitted: number; otherReasons: number; failed: number }
export interface PolicyServer {
  id: string; name: string; startedAt: string; seenAt: string; silent: boolean; revision: string; digest: string; inForce: boolean; problem?: string; differences: Differences
}
export interface PolicyChange {
  version: number; event: string; revision: string; digest: string; key: string; stage: string; percent: number; outcome: string; reason: string
  who: { type: string; id: string; name: string }; when: string
}
export interface SubjectRef { type: string; id: string; name?: string }
export interface ResourceRef { type: string; id: string; properties?: Record<string, unknown>; name?: string }
export interface DecisionReason { code: string; message: string; rule?: string; remediation?: string; file?: string; line?: number }
export interface Decision {
  id: string; time: string; subject: SubjectRef; action: string; resource: ResourceRef; projectId: string | null; projectName?: string
  permitted: boolean; reasons: DecisionReason[]; grants?: string[]; eventType?: string; route: string; requestId: string; ip: string; userAgent: string
  stage?: string; policy: { revision: string; digest: string }; count?: number
}
export interface AuditLog {
  id: string; ipAddress: string; userAgent: string; userAgentType: string; projectId: string | null; createdAt: string
  event: { type: string; metadata: Record<string, unknown> }
  actor: { type: string; metadata: Record<string, string> }
}
export interface ServiceToken { id: string; name: string; scopes: { environment: string; secretPath: string }[]; permissions: string[]; expiresAt: string | null; createdAt: string }
export interface ProjectTrustedIp { id: string; ipAddress: string; type: string; prefix: number | null; isActive: boolean; comment: string }
export interface LoginSession { id: string; ip: string; userAgent: string; lastUsed: string; createdAt: string }
export interface ApiKey { id: string; name: string; lastUsed: string | null; expiresAt: string | null; createdAt: string }
export interface Summary { buckets: { start: string; values: Record<string, number> }[]; complete: boolean }
