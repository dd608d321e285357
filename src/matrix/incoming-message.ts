import type { FileReference, Message, RichNode } from '../core/message/message.ts'
import { visibleText } from '../core/message/visible-text.ts'
import { cleanText } from './clean-text.ts'
import { htmlToRich } from './html-to-rich.ts'
import { type Json, numberIn, objectIn, textIn } from './json.ts'

const kinds: Readonly<Record<string, Message['kind']>> = { 'm.notice': 'notice', 'm.emote': 'emote' }
const fileKinds: Readonly<Record<string, FileReference['kind']>> = {
  'm.image': 'image',
  'm.sticker': 'image',
  'm.audio': 'audio',
  'm.video': 'video',
  'm.file': 'file',
}

/** The content of an `m.room.message` or `m.sticker` as a message; undefined without a body. */
export function incomingMessage(type: string, content: Json): Message | undefined {
  const body = textIn(content, 'body')
  if (body === undefined) return undefined
  const msgtype = type === 'm.sticker' ? type : (textIn(content, 'msgtype') ?? '')
  const kind = own(kinds, msgtype) ?? 'text'
  // A client that wants to verify the bot, with a text for clients that do not know what that is.
  if (msgtype.startsWith('m.key.verification.')) return undefined
  const file = fileOf(own(fileKinds, msgtype), content, body)
  const said = repliedTo(content) === undefined ? cleanText(body) : withoutFallback(cleanText(body))
  const place = msgtype === 'm.location' ? placeIn(content, said) : undefined
  const text = place ?? (file !== undefined && !hasCaption(content, body) ? file.name : said)
  if (text.trim() === '' && file === undefined) return undefined
  const rich = richOf(content, text)
  return {
    kind,
    text,
    ...(rich !== undefined && { rich }),
    ...(file !== undefined && { file }),
    ...(place !== undefined && { form: 'location' }),
  }
}

/** The event that this one answers. In a thread only if a person chose to: otherwise it names just the latest event. */
export function repliedTo(content: Json): string | undefined {
  const relation = objectIn(content, 'm.relates_to')
  if (textIn(relation, 'rel_type') === 'm.thread' && relation?.['is_falling_back'] === true) return undefined
  const target = textIn(objectIn(relation, 'm.in_reply_to'), 'event_id')
  return target?.startsWith('$') === true && target.length <= 512 && cleanText(target) === target ? target : undefined
}

/**
 * Old clients begin an answer with the quote, whose first line has the Matrix id of the quoted person. Since Matrix 1.13
 * they need not, and a quote without such an id is the writer's own.
 */
function withoutFallback(text: string): string {
  if (!/^> (?:\* )?<@[^>]+>/.test(text)) return text
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('> ') && line !== '>')
  if (end === -1) return text
  const rest = lines.slice(lines[end] === '' ? end + 1 : end).join('\n')
  return rest === '' ? text : rest
}

/** The place in words, and in numbers for any map (RFC 5870: latitude, longitude). */
function placeIn(content: Json, said: string): string {
  const found = /^geo:(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)/i.exec(textIn(content, 'geo_uri') ?? '')
  if (!found || said.includes(found[0])) return said
  return `${said} (${found[1]}, ${found[2]})`
}

/** Since Matrix 1.10 the body of a file is its caption, if it has a name besides. */
function hasCaption(content: Json, body: string): boolean {
  const name = textIn(content, 'filename')
  return name !== undefined && name !== body
}

/** Undefined when the formatting adds nothing to the text. */
function richOf(content: Json, text: string): readonly RichNode[] | undefined {
  const html = textIn(content, 'formatted_body')
  if (html === undefined || textIn(content, 'format') !== 'org.matrix.custom.html') return undefined
  const rich = htmlToRich(html)
  return rich.length === 0 || (rich.every(({ type }) => type === 'text') && visibleText(rich) === text)
    ? undefined
    : rich
}

function fileOf(kind: FileReference['kind'] | undefined, content: Json, body: string): FileReference | undefined {
  const url = textIn(content, 'url')
  if (kind === undefined || url === undefined || !/^mxc:\/\/[^/\s]{1,255}\/[\w-]{1,255}$/.test(url)) return undefined
  const info = objectIn(content, 'info')
  const contentType = textIn(info, 'mimetype')
  const bytes = numberIn(info, 'size')
  const isType = contentType !== undefined && /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(contentType)
  const name = cleanText(textIn(content, 'filename') ?? body)
    .replaceAll('\n', ' ')
    .trim()
    .slice(0, 200)
    .toWellFormed()
  return {
    url,
    name: name === '' ? 'file' : name,
    kind,
    ...(isType && { contentType }),
    ...(bytes !== undefined && bytes >= 0 && { bytes: Math.trunc(bytes) }),
  }
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
