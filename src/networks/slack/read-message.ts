import type { FileReference, Message, RichNode } from '../../core/message/message.ts'
import { visibleText } from '../../core/message/visible-text.ts'
import { type Json, listOf, objectOf, someTextOf, textOf } from './json.ts'
import { readMrkdwn } from './read-mrkdwn.ts'
import { type Names, readRichText } from './read-rich-text.ts'
import { cleanText } from './units.ts'

const longestText = 40_000
const longestName = 255
const mostFiles = 20

/** A message event of Slack as messages of ours: a file each has one of its own, what was said stands with the first. */
export function readMessage(event: Json, names: Names): readonly Message[] {
  const kind = event['subtype'] === 'me_message' ? 'emote' : 'text'
  const said = readWords(event, names)
  const files = listOf(event['files']).slice(0, mostFiles).map(readFile)
  const [first, ...others] = files
  if (!first) return said.text === '' ? [] : [{ kind, ...said }]
  const alone = others.map((file) => withFile({ text: '' }, file))
  return [withFile(said, first), ...alone].map((message) => ({ kind, ...message }))
}

type Words = Pick<Message, 'text' | 'rich'>
type ReadFile = { readonly file: FileReference } | { readonly line: string }

/** What stands in the message, with formatting where there is any. */
export function readWords(event: Json, names: Names): Words {
  const raw = textOf(event['text']).slice(0, longestText)
  const nodes = readRichText(event['blocks'], names) ?? readMrkdwn(cleanText(raw), names)
  const text = cleanText(visibleText(nodes)).trim()
  if (text === '' || text.length > longestText) return { text: text.slice(0, longestText).toWellFormed() }
  return nodes.every(isPlain) ? { text } : { text, rich: nodes }
}

function isPlain(node: RichNode): boolean {
  return node.type === 'text' || node.type === 'break'
}

function withFile(words: Words, read: ReadFile): Omit<Message, 'kind'> {
  if ('file' in read) return { ...words, file: read.file }
  const text = [words.text, read.line].filter(Boolean).join('\n')
  const line: readonly RichNode[] = [{ type: 'break' }, { type: 'text', text: read.line }]
  return { text, ...(words.rich && { rich: [...words.rich, ...line] }) }
}

/** A file may lie elsewhere: then its address is whatever somebody chose. One that Slack does not show us is its name. */
function readFile(file: Json): ReadFile {
  const name = nameOf(file)
  const url = someTextOf(file['url_private_download']) ?? someTextOf(file['url_private'])
  if (url === undefined || !/^https?:\/\/[^\s<>"]{1,2000}$/i.test(url) || file['mode'] === 'tombstone')
    return { line: `(${name})` }
  const contentType = someTextOf(file['mimetype'])
  const bytes = Number(file['size'])
  return {
    file: {
      ...{ url, name, kind: kindOf(contentType ?? '') },
      ...(contentType === undefined ? {} : { contentType: contentType.slice(0, 100) }),
      ...(Number.isSafeInteger(bytes) && bytes >= 0 ? { bytes } : {}),
    },
  }
}

function nameOf(file: Json): string {
  const name = someTextOf(file['name']) ?? someTextOf(file['title']) ?? 'file'
  return cleanText(name).replace(/\s+/g, ' ').trim().slice(0, longestName).toWellFormed() || 'file'
}

function kindOf(contentType: string): FileReference['kind'] {
  const [family] = contentType.split('/')
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file'
}

/** Whether a change is more than Slack showing what lies behind a link. */
export function isRealEdit(event: Json): boolean {
  return textOf(objectOf(event['message'])['text']) !== textOf(objectOf(event['previous_message'])['text'])
}
