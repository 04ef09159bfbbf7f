import type { PolicyState } from '../../api/types.ts'

/** choices are the policies that can be compared: those of now, and revisions of the history. */
export function choices(policy: PolicyState | undefined, chosen: string): { value: string; label: string }[] {
  const options = [{ value: 'active', label: `Active${policy ? ` (revision ${policy.revision})` : ''}` }]
  if (policy?.candidate || chosen === 'candidate') options.push({ value: 'candidate', label: `Candidate${policy?.candidate ? ` (revision ${policy.candidate.revision})` : ''}` })
  options.push({ value: 'own', label: "The server's own" })
  for (const change of policy?.history ?? []) {
    const value = change.digest.slice(0, 16)
    if (!options.some((o) => o.value === value)) options.push({ value, label: `Revision ${change.revision} (${change.digest.slice(0, 8)})` })
  }
  if (!options.some((o) => o.value === chosen)) options.push({ value: chosen, label: chosen })
  return options
}

/** packageOf is the rule package by which refusals are counted; nothing for rules that do not refuse. */
export function packageOf(rule: string): string | undefined {
  return /^data\.(authz\.rules\.\w+)\.deny$/.exec(rule)?.[1]
}
