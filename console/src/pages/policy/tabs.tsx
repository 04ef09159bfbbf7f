import { Tabs } from '../../app/frame.tsx'
import { useHere } from '../../app/place.ts'

const tabs = [['in force', 'In force', ''], ['rules', 'Rules', '/rules'], ['simulate', 'Simulate', '/simulate'], ['try', 'Try a policy', '/try'], ['rollout', 'Rollout', '/rollout']] as const

export function PolicyTabs({ at }: { at: (typeof tabs)[number][0] }) {
  const base = `/org/${useHere().orgId}/policy`
  return <Tabs label="Policy" items={tabs.map(([name, text, path]) => ({ to: base + path, text, current: at === name }))} />
}
