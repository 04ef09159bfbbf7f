type Address = Record<string, string | undefined>

/** parts are the names in the address of a request by its parts. */
export const parts = ['kind', 'subject', 'action', 'resource', 'project', 'environment', 'path', 'name', 'ip', 'now', 'mode'] as const

/** changes are the parts of a recorded request that may be other, with their names in the API. */
export const changes = { action: 'Action', environment: 'Environment', secretPath: 'Path', secretName: 'Name', ip: 'Address', now: 'Time' } as const

/** moment is what a field of local time holds, as the API has times; what is no time stays as it is, for the server to refuse. */
export function moment(local: string | undefined): string | undefined {
  if (!local) return undefined
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? local : at.toISOString()
}

/** simulationBody is the request of an address; undefined as long as something that it needs is missing. */
export function simulationBody(address: Address, policies: string[]): object | undefined {
  if (address.decision) {
    const change = address.field && address.field in changes && address.value !== undefined && { [address.field]: address.field === 'now' ? moment(address.value) : address.value }
    return { decisionId: address.decision, policies, ...(change && { change }) }
  }
  if (!address.subject || !address.action || !address.resource) return undefined
  return {
    subject: { type: address.kind || 'identity', id: address.subject }, action: address.action,
    resource: compact({ type: address.resource, projectId: address.project, environment: address.environment, secretPath: address.environment ? address.path || '/' : address.path, secretName: address.name }),
    context: compact({ ip: address.ip, now: moment(address.now), mode: address.mode }), policies,
  }
}

function compact(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])))
}
