import type { RichNode } from '../../core/message/message.ts'
import { colourOf } from './palette.ts'
import { plain, type Run, type Style, sameStyle, styleCodes } from './style.ts'

const code =
  /\x03(?:(\d{1,2})(?:,(\d{1,2}))?)?|\x04(?:([\da-f]{6})(?:,([\da-f]{6}))?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/gi
const controls = /[\0-\x08\x0a-\x1f\x7f-\x9f]/g

export interface ParsedText {
  readonly text: string
  /** Absent when nothing is formatted. */
  readonly rich?: readonly RichNode[]
}

/** Text without control characters; formatting codes are not understood, only removed. */
export function stripFormatting(text: string): string {
  return text.replace(code, '').replace(controls, '')
}

/** Reads a line with mIRC's codes. Any other control character is dropped; many codes never make a deep tree. */
export function parseFormatting(line: string): ParsedText {
  const runs = joinRuns(readRuns(line))
  const text = runs.map((run) => run.text).join('')
  return runs.every((run) => sameStyle(run.style, plain)) ? { text } : { text, rich: runs.map(toNode) }
}

function readRuns(line: string): readonly Run[] {
  const runs: Run[] = []
  let style: Style = plain
  let position = 0
  for (const match of line.matchAll(code)) {
    runs.push({ text: line.slice(position, match.index), style })
    style = apply(style, match)
    position = match.index + match[0].length
  }
  return [...runs, { text: line.slice(position), style }]
}

function apply(style: Style, match: RegExpExecArray): Style {
  const [whole, fore, back, hexFore, hexBack] = match
  const sign = whole[0]
  if (sign === '\x0f') return plain
  if (sign === '\x03') return recolour(style, numbered(fore), numbered(back))
  if (sign === '\x04') return recolour(style, hex(hexFore), hex(hexBack))
  const toggled = styleCodes.find(([known]) => known === sign)?.[1]
  if (toggled === undefined) return style
  const { [toggled]: was, ...others } = style
  return was ? others : { ...others, [toggled]: true }
}

/** `given` false: the code had no such part, which keeps the background and, when there is no part at all, resets both. */
interface Part {
  readonly given: boolean
  readonly colour?: string | undefined
}

function numbered(digits: string | undefined): Part {
  return digits === undefined ? { given: false } : { given: true, colour: colourOf(Number(digits)) }
}

function hex(digits: string | undefined): Part {
  return digits === undefined ? { given: false } : { given: true, colour: `#${digits.toLowerCase()}` }
}

function recolour(style: Style, fore: Part, back: Part): Style {
  const { color: _, background, ...others } = style
  if (!fore.given) return others
  const behind = back.given ? back.colour : background
  return {
    ...others,
    ...(fore.colour === undefined ? {} : { color: fore.colour }),
    ...(behind === undefined ? {} : { background: behind }),
  }
}

function joinRuns(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const text = run.text.replace(controls, '')
    const last = joined.at(-1)
    if (text === '') continue
    if (last && sameStyle(last.style, run.style))
      joined[joined.length - 1] = { text: last.text + text, style: run.style }
    else joined.push({ text, style: run.style })
  }
  return joined
}

function toNode({ text, style }: Run): RichNode {
  const { color, background } = style
  const inner: RichNode = { type: 'text', text }
  const styled = styleCodes.reduce<RichNode>(
    (node, [, name]) => (style[name] ? { type: 'styled', style: name, children: [node] } : node),
    inner,
  )
  if (color === undefined && background === undefined) return styled
  return {
    type: 'colored',
    ...(color === undefined ? {} : { color }),
    ...(background === undefined ? {} : { background }),
    children: [styled],
  }
}
