/**
 * The number of single-character insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
 * (optimal string alignment). Case counts.
 */
export function editDistance(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  left.forEach((letter, row) => {
    const current = [row + 1]
    right.forEach((other, column) => {
      const replace = at(previous, column) + (letter === other ? 0 : 1)
      let best = Math.min(replace, at(previous, column + 1) + 1, at(current, column) + 1)
      const isSwap = row > 0 && column > 0 && letter === right[column - 1] && left[row - 1] === other
      if (isSwap) best = Math.min(best, at(beforePrevious, column - 1) + 1)
      current.push(best)
    })
    beforePrevious = previous
    previous = current
  })
  return at(previous, right.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}
