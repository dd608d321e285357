import type { FileReference } from '../../core/message/message.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { childIn, childOf, type Element, textOf } from './element.ts'
import { ns } from './namespaces.ts'

const longestUrl = 2000
const longestName = 100
const endings: Readonly<Record<string, FileReference['kind']>> = Object.fromEntries(
  Object.entries({
    image: 'avif bmp gif heic jpeg jpg png svg webp',
    audio: 'aac flac m4a mp3 oga ogg opus wav',
    video: 'avi m4v mkv mov mp4 mpeg webm',
  }).flatMap(([kind, all]) => all.split(' ').map((ending) => [ending, kind as FileReference['kind']])),
)

/** The file that came beside the text by its address (XEP-0066), if it is one that can be fetched. */
export function readFile(stanza: Element): FileReference | undefined {
  const container = childIn(stanza, ns.outOfBand)
  const url = container && textOf(childOf(container, 'url', ns.outOfBand)).trim()
  if (!url || url.length > longestUrl || !/^https?:\/\/[^\s<>"]+$/i.test(url) || !URL.canParse(url)) return undefined
  const name = nameIn(new URL(url))
  return { url, name, kind: endings[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'file' }
}

function nameIn({ pathname, hostname }: URL): string {
  const last = pathname.split('/').at(-1) ?? ''
  return oneLine(decoded(last), longestName) || hostname
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
