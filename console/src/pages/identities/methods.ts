export const methodNames: Record<string, string> = {
  'universal-auth': 'Universal Auth', 'token-auth': 'Token Auth', 'oidc-auth': 'OIDC Auth', 'jwt-auth': 'JWT Auth',
  'kubernetes-auth': 'Kubernetes Auth', 'aws-auth': 'AWS Auth', 'gcp-auth': 'GCP Auth', 'azure-auth': 'Azure Auth',
}

export function methodsInWords(methods: string[]): string {
  return methods.map((m) => methodNames[m] ?? m).join(', ')
}
