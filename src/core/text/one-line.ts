/** mIRC: the byte 3, then up to two numbers, which would stay behind as text. */
const ircColour = new RegExp(`${String.fromCharCode(3)}(?:\\d{1,2}(?:,\\d{1,2})?)?`, 'g')
/** Overrides and marks of writing direction, invisible separators, tags: they change how the text around them looks. */
const deceptive =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]|[\u{e0000}-\u{e0fff}]/gu
const blank = /[\p{Cc}\p{Z}\s]+/gu
const stackedMarks = /(\p{M}{4})\p{M}+/gu
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const longestRead = 16_384

/**
 * What a stranger wrote, fit to stand inside a line of ours: one line, without control characters, colours, characters
 * that turn the writing direction around, or towers of accents; at most `max` characters as people count them, the last
 * one then being `…`. Never throws; lone surrogates become U+FFFD.
 */
export function oneLine(text: string, max = 400): string {
  const readable = text.slice(0, longestRead).toWellFormed().replace(ircColour, '').replace(deceptive, '')
  return cut(readable.replace(blank, ' ').replace(stackedMarks, '$1').trim(), max)
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const kept: string[] = []
  for (const { segment } of characters.segment(text)) {
    if (kept.length === max) return `${kept.slice(0, -1).join('').trimEnd()}…`
    kept.push(segment)
  }
  return text
}

/** The same in quotation marks, for what somebody wrote. */
export function quoted(text: string, max?: number): string {
  return `"${oneLine(text, max)}"`
}
