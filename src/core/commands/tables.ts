import type { Message } from '../message/message.ts'
import { oneLine } from '../text/one-line.ts'

const gap = '  '
const longestCell = 200
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wide = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}/u

/**
 * Rows of cells as a notice whose columns line up where letters are equally wide; `header` stands above them. Cells may
 * hold what strangers wrote. The last cell of a row widens no column, so a row of one cell is a line of its own.
 */
export function table(rows: readonly (readonly string[])[], header?: readonly string[]): Message {
  const cells = [...(header ? [header] : []), ...rows].map((row) => row.map((cell) => oneLine(cell, longestCell)))
  const widths = columnWidths(cells)
  return preformatted(cells.map((row) => lineOf(row, widths)))
}

/** Some lines, a table, some lines, as one notice. */
export function linesMessage(
  before: readonly string[],
  rows: readonly (readonly string[])[],
  after: readonly string[],
): Message {
  return table([...before.map((line) => [line]), ...rows, ...after.map((line) => [line])])
}

function preformatted(lines: readonly string[]): Message {
  const text = lines.join('\n')
  return { kind: 'notice', text, rich: [{ type: 'block', block: 'preformatted', children: [{ type: 'text', text }] }] }
}

/** Behind the last cell of a row nothing has to line up. */
function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = []
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    })
  }
  return widths
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1
  return row
    .map((cell, column) => (column === last ? cell : padded(cell, widths[column] ?? 0)))
    .join(gap)
    .trimEnd()
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)))
}

/** In columns of a terminal: East Asian characters and emoji take two. */
function widthOf(text: string): number {
  let width = 0
  for (const { segment } of characters.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}
