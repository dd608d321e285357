import { plain, type Style, type StyledLine, transition } from './style.ts'

/** Below this no line of ours may be cut, however long the names around it are. */
export const smallestBudget = 100
/** A character cluster longer than this is no letter of any language; it may be cut between code points. */
const longestCluster = 64

interface Cell {
  readonly text: string
  readonly style: Style
  readonly bytes: number
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Cuts a line into pieces of at most `budget` bytes (UTF-8, with the formatting codes each piece needs), on word borders
 * where there is one in the second half, never inside a character. The pieces' texts joined are the line's text.
 */
export function splitLine(line: StyledLine, budget: number): readonly string[] {
  const cells = line.flatMap(({ text, style }) => toCells(text, style))
  const limit = Math.max(budget, smallestBudget)
  const pieces: string[] = []
  for (let start = 0; start < cells.length; ) {
    const fitting = start + countFitting(cells, start, limit)
    const end = fitting < cells.length ? wordBorder(cells, start, fitting) : fitting
    pieces.push(render(cells.slice(start, end)))
    start = end
  }
  return pieces
}

function toCells(text: string, style: Style): readonly Cell[] {
  const parts = Array.from(clusters.segment(text), ({ segment }) => segment)
  return parts.flatMap((part) => {
    const bytes = Buffer.byteLength(part)
    if (bytes <= longestCluster) return [{ text: part, style, bytes }]
    return Array.from(part, (point) => ({ text: point, style, bytes: Buffer.byteLength(point) }))
  })
}

function countFitting(cells: readonly Cell[], start: number, limit: number): number {
  let used = 0
  let before = plain
  for (let index = start; index < cells.length; index++) {
    const cell = cells[index] as Cell
    used += transition(before, cell.style, cell.text).length + cell.bytes
    if (used > limit) return index - start
    before = cell.style
  }
  return cells.length - start
}

function wordBorder(cells: readonly Cell[], start: number, end: number): number {
  for (let index = end; index > start + (end - start) / 2; index--) {
    if (cells[index - 1]?.text === ' ') return index
  }
  return end
}

function render(cells: readonly Cell[]): string {
  let before = plain
  return cells
    .map(({ text, style }) => {
      const codes = transition(before, style, text)
      before = style
      return codes + text
    })
    .join('')
}
