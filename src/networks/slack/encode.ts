import type { Message } from '../../core/message/message.ts'
import { cutUnits } from './cut-units.ts'
import type { Json } from './json.ts'
import { cleanText, type Inline, toUnits, type Unit } from './units.ts'

/** One message as Slack takes it: `blocks` are shown, `text` stands in notifications and for programs that read aloud. */
export interface Encoded {
  readonly text: string
  readonly blocks: readonly Json[]
}

/** Slack shows longer texts badly, or as several. In characters as JavaScript counts them. */
export const longestText = 4000
/** Of the text beside the blocks, after escaping. */
const longestFallback = 3900

/** The texts of a message, each as long as Slack shows well; none when there is nothing to say. */
export function encodeMessage(message: Message, longest = longestText): readonly Encoded[] {
  return cutUnits(toUnits(message), longest).map(encodeUnits)
}

/** All in one, however long. */
export function encodeWhole(message: Message): Encoded {
  return encodeUnits(toUnits(message))
}

/** Slack's escaping: with these three there is no markup that pings or links (docs.slack.dev, Formatting message text). */
export function escapeText(text: string): string {
  return cleanText(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** A text that Slack reads no markup in: for labels of buttons and the like. */
export function plainText(text: string, longest: number): Json {
  const clean = cleanText(text).replace(/\s+/g, ' ').trim()
  const cut =
    clean.length > longest
      ? `${clean
          .slice(0, longest - 1)
          .toWellFormed()
          .replace(/\uFFFD$/, '')}…`
      : clean
  return { type: 'plain_text', text: cut === '' ? '…' : cut, emoji: false }
}

/** Rich text is the one form in which every character stands for itself. */
function encodeUnits(units: readonly Unit[]): Encoded {
  const elements = mergedUnits(units)
  const lines = units.map(fallbackOf).join('\n')
  return {
    text: cutEscaped(escapeText(lines)),
    blocks: elements.length === 0 ? [] : [{ type: 'rich_text', elements }],
  }
}

function fallbackOf({ kind, number, inlines }: Unit): string {
  const text = inlines.map((inline) => fallbackText(inline)).join('')
  if (kind === 'quote') return text.replace(/^/gm, '> ')
  if (kind !== 'item') return text
  return `${number === undefined ? '•' : `${number}.`} ${text}`
}

function fallbackText({ text, url }: Inline): string {
  return url === undefined || url === text ? text : `${text} (${url})`
}

/** Never within an escaped character. */
function cutEscaped(text: string): string {
  if (text.length <= longestFallback) return text
  return `${text
    .slice(0, longestFallback)
    .replace(/&[a-z]{0,3}$/, '')
    .toWellFormed()
    .replace(/\uFFFD$/, '')}…`
}

/** Text that follows text, and items of one list, go into one element. */
function mergedUnits(units: readonly Unit[]): readonly Json[] {
  const elements: Json[] = []
  for (let index = 0; index < units.length; index++) {
    const first = units[index] as Unit
    let end = index + 1
    while (end < units.length && isMore(units[end - 1] as Unit, units[end] as Unit)) end++
    elements.push(elementOf(first, units.slice(index, end)))
    index = end - 1
  }
  return elements
}

function isMore(before: Unit, after: Unit): boolean {
  if (before.kind !== after.kind || before.indent !== after.indent) return false
  if (before.kind === 'section') return true
  return before.kind === 'item' && (before.number === undefined) === (after.number === undefined)
}

function elementOf(first: Unit, units: readonly Unit[]): Json {
  if (first.kind === 'section') {
    const joined = units.flatMap(({ inlines }, index) => (index === 0 ? inlines : [lineEnd, ...inlines]))
    return { type: 'rich_text_section', elements: joined.map(inlineOf) }
  }
  if (first.kind !== 'item') return { type: `rich_text_${first.kind}`, elements: first.inlines.map(inlineOf) }
  return {
    type: 'rich_text_list',
    style: first.number === undefined ? 'bullet' : 'ordered',
    indent: first.indent,
    ...(first.number !== undefined && first.number > 1 ? { offset: first.number - 1 } : {}),
    elements: units.map(({ inlines }) => ({ type: 'rich_text_section', elements: inlines.map(inlineOf) })),
  }
}

const lineEnd: Inline = { text: '\n', style: {} }

function inlineOf({ text, style, url }: Inline): Json {
  const look = Object.keys(style).length > 0 ? { style } : {}
  if (url === undefined) return { type: 'text', text, ...look }
  return { type: 'link', url, ...(text === url ? {} : { text }), ...look }
}
