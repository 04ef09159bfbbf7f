import { Link } from '@tanstack/react-router'

import { useHere } from '../../app/place.ts'
import { look } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Dialog, Foot } from '../../parts/Dialog.tsx'
import { Name, Outcome, Time } from '../../parts/Values.tsx'
import { plain } from '../../parts/text.ts'
import { grantWord, type Matrix } from './matrix.ts'

interface Props {
  m: Matrix
  row: number
  column: number
  project: string
  onClose: () => void
}

/** CellDialog is one cell: the grants that it rests on, and the way to why. */
export function CellDialog({ m, row, column, project, onClose }: Props) {
  const { orgId } = useHere()
  const [subject, { environment, action }, cell] = [m.subjects[row], m.columns[column], m.cells[row][column]]
  const why = { kind: subject.type, subject: subject.id, action, resource: 'secrets', project, environment, path: m.assumed.secretPath, ip: m.assumed.ip ?? undefined }
  return (
    <Dialog title={`${plain(subject.name || subject.id)}: ${action} in ${plain(environment)}`} lead={<><Outcome permitted={cell.permitted} /> in <code>{plain(m.assumed.secretPath)}</code>, as of <Time at={m.assumed.time} /></>} open onClose={onClose}>
      {cell.permitted ? (
        <DataTable
          caption="Grants" rows={cell.grants} rowKey={(g) => g}
          columns={[
            { id: 'grant', header: 'Grant', cell: (g) => <Name>{grantWord(g, m.grants.find((x) => x.grant === g)?.name)}</Name> },
            { id: 'id', header: 'Name in decisions', low: true, cell: (g) => <code className="wrap">{g}</code> },
          ]}
        />
      ) : <p>No role and no privilege permits it, or a rule forbids it. <strong>Why</strong> names the rules, and the grants that came near.</p>}
      <Foot><Link className={look('plain')} to={`/org/${orgId}/policy/simulate` as never} search={why as never}><span className="t">Why</span></Link></Foot>
    </Dialog>
  )
}
