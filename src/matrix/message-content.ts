import type { FileReference, Message, RichNode } from '../core/message/message.ts'
import { cleanFileName } from '../util/clean-file-name.ts'
import { cleanText } from './clean-text.ts'
import type { Json } from './json.ts'
import { richToHtml } from './rich-to-html.ts'

/** What an event must not exceed is 65,536 bytes with all its envelope (spec, size limits). */
const largestContent = 55_000
const largestPiece = 40_000

const textTypes = { text: 'm.text', notice: 'm.notice', emote: 'm.emote' } as const
const fileTypes = { image: 'm.image', audio: 'm.audio', video: 'm.video', file: 'm.file' } as const

/**
 * The content of the events that carry a message: one, or several where it is too long for one. Formatting is given up
 * before text is split. `stamp` goes into each.
 */
export function messageContent(message: Message, stamp: Json): readonly Json[] {
  const text = withQuote(message, textWithLink(message))
  const base = { msgtype: textTypes[message.kind], ...stamp, 'm.mentions': {} }
  if (message.file === undefined || !isMxc(message.file)) return textContents(message, text, base)
  const whole = { ...base, ...fileContent(message.file, text), ...(text !== '' && formatted(message)) }
  if (sizeOf(whole) <= largestContent) return [whole]
  return [{ ...base, ...fileContent(message.file, '') }, ...textContents(message, text, base)]
}

function textContents(message: Message, text: string, base: Json): readonly Json[] {
  const plain = { ...base, body: text }
  const whole = { ...plain, ...formatted(message) }
  if (sizeOf(whole) <= largestContent) return [whole]
  if (sizeOf(plain) <= largestContent) return [plain]
  return pieces(text).map((body) => ({ ...base, body }))
}

function isMxc({ url }: FileReference): boolean {
  return /^mxc:\/\/[^/\s]+\/[\w-]+$/.test(url)
}

/** A file that is not on the homeserver is a line with its address. */
function textWithLink({ text, file }: Message): string {
  const said = cleanText(text)
  if (file === undefined || isMxc(file) || said.includes(file.url)) return said
  const line = cleanText(`${cleanFileName(file.name)}: ${file.url}`).replaceAll('\n', ' ')
  return said === '' || said === file.name ? line : `${said}\n${line}`
}

function withQuote({ replyTo }: Message, text: string): string {
  if (replyTo === undefined) return text
  const quoted = cleanText(`${replyTo.author}: ${replyTo.text}`).replaceAll('\n', '\n> ')
  return `> ${quoted}\n\n${text}`
}

function formatted(message: Message): Json | undefined {
  const { rich, replyTo } = message
  if (rich === undefined && replyTo === undefined) return undefined
  const nodes: RichNode[] = []
  if (replyTo !== undefined) nodes.push(quoteOf(replyTo))
  nodes.push(...(rich ?? [{ type: 'text', text: message.text }]))
  const link = textWithLink({ ...message, text: '' })
  if (link !== '' && message.file !== undefined) nodes.push({ type: 'break' }, { type: 'text', text: link })
  return { format: 'org.matrix.custom.html', formatted_body: richToHtml(nodes) }
}

function quoteOf({ author, text }: { author: string; text: string }): RichNode {
  const name: RichNode = { type: 'styled', style: 'bold', children: [{ type: 'text', text: author }] }
  return { type: 'block', block: 'quote', children: [name, { type: 'text', text: `: ${text}` }] }
}

function fileContent(file: FileReference, caption: string): Json {
  const name = cleanFileName(file.name)
  const info = {
    ...(file.contentType === undefined ? {} : { mimetype: file.contentType }),
    ...(file.bytes === undefined ? {} : { size: file.bytes }),
  }
  return { msgtype: fileTypes[file.kind], url: file.url, filename: name, body: caption === '' ? name : caption, info }
}

function sizeOf(content: unknown): number {
  return Buffer.byteLength(JSON.stringify(content))
}

/** Cuts by characters, at a line end where there is one in the last part. */
function pieces(text: string): readonly string[] {
  const found: string[] = []
  let rest = text
  while (sizeOf(rest) > largestPiece) {
    const end = cutAt(rest)
    found.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return rest === '' ? found : [...found, rest]
}

function cutAt(text: string): number {
  let end = Math.min(text.length, largestPiece)
  while (sizeOf(text.slice(0, end)) > largestPiece) end = Math.floor(end * 0.8)
  const line = text.lastIndexOf('\n', end)
  if (line > end / 2) return line + 1
  const splitsPair = text.charCodeAt(end) >= 0xdc00 && text.charCodeAt(end) <= 0xdfff
  return splitsPair ? end - 1 : end
}
