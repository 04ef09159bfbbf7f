import { Tabs } from '../../app/frame.tsx'
import { useHere } from '../../app/place.ts'

export function AccessTabs({ at }: { at: 'review' | 'compare' }) {
  const base = `/org/${useHere().orgId}/access`
  return <Tabs label="Access" items={[{ to: `${base}/review`, text: 'Access review', current: at === 'review' }, { to: `${base}/compare`, text: 'Privilege comparison', current: at === 'compare' }]} />
}
