import type { RichStyle } from '../../core/message/message.ts'
import { numberOf } from './palette.ts'

/** How a stretch of text looks. `color` and `background` are `#rrggbb`. */
export type Style = { readonly [name in RichStyle]?: true } & { readonly color?: string; readonly background?: string }

export interface Run {
  readonly text: string
  readonly style: Style
}

/** One line of text, without line ends and control characters. */
export type StyledLine = readonly Run[]

export const plain: Style = {}

/** mIRC's codes, each of which switches its style on or off. */
export const styleCodes: readonly (readonly [string, RichStyle])[] = [
  ['\x02', 'bold'],
  ['\x1d', 'italic'],
  ['\x1f', 'underline'],
  ['\x1e', 'strike'],
  ['\x11', 'code'],
]
const reset = '\x0f'

export function sameStyle(a: Style, b: Style): boolean {
  return styleCodes.every(([, name]) => a[name] === b[name]) && a.color === b.color && a.background === b.background
}

/** The codes that lead from one look to the next. `following` is the text after them, which must not be read as part of a colour. */
export function transition(from: Style, to: Style, following: string): string {
  if (sameStyle(from, to)) return ''
  if (isWithin(from, to)) return codes(from, to, following)
  return reset + codes(plain, to, following)
}

function isWithin(inner: Style, outer: Style): boolean {
  const kept = styleCodes.every(([, name]) => inner[name] === undefined || outer[name] === true)
  const keeps = (key: 'color' | 'background') => inner[key] === undefined || inner[key] === outer[key]
  return kept && keeps('color') && keeps('background')
}

function codes(from: Style, to: Style, following: string): string {
  const switches = styleCodes.filter(([, name]) => to[name] && !from[name]).map(([code]) => code)
  const sameColours = from.color === to.color && from.background === to.background
  return switches.join('') + (sameColours ? '' : colourCode(to, following))
}

function colourCode({ color, background }: Style, following: string): string {
  const fore = color === undefined ? '99' : twoDigits(color)
  if (background !== undefined) return `\x03${fore},${twoDigits(background)}`
  // Bold on and off says nothing but ends the colour code, so that a comma after it stays a comma.
  return `\x03${fore}${following.startsWith(',') ? '\x02\x02' : ''}`
}

function twoDigits(colour: string): string {
  return String(numberOf(colour)).padStart(2, '0')
}
