import { Tabs } from '../../app/frame.tsx'
import { useHere } from '../../app/place.ts'

export function PolicyTabs({ at }: { at: 'in force' | 'rules' | 'simulate' | 'try' }) {
  const base = `/org/${useHere().orgId}/policy`
  return <Tabs label="Policy" items={[{ to: base, text: 'In force', current: at === 'in force' }, { to: `${base}/rules`, text: 'Rules', current: at === 'rules' }, { to: `${base}/simulate`, text: 'Simulate', current: at === 'simulate' }, { to: `${base}/try`, text: 'Try a policy', current: at === 'try' }]} />
}
