import type { Inline, Unit } from './units.ts'

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** A cluster longer than this is no letter of any language. */
const longestCluster = 64

/** Deals units out to messages of at most `longest` characters each: at a line end, else at a space, never inside a character. */
export function cutUnits(units: readonly Unit[], longest: number): readonly (readonly Unit[])[] {
  const messages: Unit[][] = []
  let room = 0
  for (const unit of units) {
    for (const piece of cutUnit(unit, longest)) {
      const length = lengthOf(piece)
      if (length > room || messages.length === 0) {
        messages.push([])
        room = longest
      }
      messages.at(-1)?.push(piece)
      room -= length + 1
    }
  }
  return messages
}

function lengthOf({ inlines }: Unit): number {
  return inlines.reduce((sum, inline) => sum + weightOf(inline), 0)
}

/** An address counts as well as what is shown of it. */
function weightOf({ text, url }: Inline): number {
  return text.length + (url === undefined || url === text ? 0 : url.length)
}

function cutUnit(unit: Unit, longest: number): readonly Unit[] {
  if (lengthOf(unit) <= longest) return [unit]
  const pieces: Inline[][] = [[]]
  let room = longest
  const waiting = [...unit.inlines]
  for (let inline = waiting.shift(); inline; inline = waiting.shift()) {
    if (weightOf(inline) <= room) {
      pieces.at(-1)?.push(inline)
      room -= weightOf(inline)
    } else {
      // What is too long for any message is no address any more.
      const { text, style } = inline
      const isLink = inline.url !== undefined && weightOf(inline) <= longest
      const end = isLink ? 0 : borderBefore(text, room, room === longest)
      if (end > 0) pieces.at(-1)?.push({ text: text.slice(0, end), style })
      pieces.push([])
      room = longest
      waiting.unshift(isLink ? inline : { text: text.slice(end).replace(/^[\n ]/, ''), style })
    }
  }
  return pieces.filter((inlines) => inlines.length > 0).map((inlines) => ({ ...unit, inlines }))
}

/** Where to cut at or before `most`; 0 where it is better to begin anew and that is possible. */
function borderBefore(text: string, most: number, mustCut: boolean): number {
  const fitting = text.slice(0, most)
  const lineEnd = fitting.lastIndexOf('\n')
  if (lineEnd > most / 2) return lineEnd
  const space = fitting.lastIndexOf(' ')
  if (space > most / 2) return space
  return mustCut ? clusterBefore(text, most) : 0
}

function clusterBefore(text: string, most: number): number {
  const from = Math.max(0, most - longestCluster)
  const around = text.slice(from, most + longestCluster)
  for (const { index, segment } of clusters.segment(around)) {
    const end = from + index + segment.length
    if (end > most) return index > 0 ? from + index : surrogateSafe(text, most)
  }
  return most
}

function surrogateSafe(text: string, at: number): number {
  const isHigh = /[\uD800-\uDBFF]/.test(text[at - 1] ?? '')
  return isHigh ? at - 1 : at
}
