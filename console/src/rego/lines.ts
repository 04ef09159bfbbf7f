/** Lines are what tests evaluate of a file and what they do not, as runs of lines. */
export interface Lines {
  covered: [number, number][]
  notCovered: [number, number][]
}

/** lineStates says of each line that tests could evaluate whether they do. */
export function lineStates(lines: Lines | undefined): Map<number, boolean> {
  const states = new Map<number, boolean>()
  const mark = (runs: [number, number][], is: boolean) => runs.forEach(([from, to]) => {
    for (let line = from; line <= to; line++) states.set(line, is)
  })
  mark(lines?.covered ?? [], true)
  mark(lines?.notCovered ?? [], false) // a line with both is not covered whole
  return states
}

/** runsOf are those lines in order, neighbours of one state together. */
export function runsOf(lines: Lines): { from: number; to: number; covered: boolean }[] {
  const runs: { from: number; to: number; covered: boolean }[] = []
  for (const [line, covered] of [...lineStates(lines)].sort(([a], [b]) => a - b)) {
    const last = runs.at(-1)
    if (last && last.to === line - 1 && last.covered === covered) last.to = line
    else runs.push({ from: line, to: line, covered })
  }
  return runs
}
