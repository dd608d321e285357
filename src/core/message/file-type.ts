import type { FileReference } from './message.ts'

/** What a file is, as far as those who fetched it may believe it. */
export type FileType = Required<Pick<FileReference, 'kind' | 'contentType'>>

const unknownType = 'application/octet-stream'
const form = /^[a-z0-9][\w.+-]{0,99}\/[a-z0-9][\w.+-]{0,99}$/
/** What a browser would run or show as a page, were it ever given it as such. */
const active =
  /^(?:multipart|message)\/|[/+](?:xml|html|xhtml|mhtml|x-mimearchive)$|html|(?:java|ecma|live)script|jscript|svg/
const kinds: Readonly<Record<string, FileReference['kind']>> = { image: 'image', audio: 'audio', video: 'video' }

/**
 * The type of a file by what its server said of it, or, where that says nothing, by what came with the message. Pages,
 * programs and pictures that may hold a program are files of no known type.
 */
export function fileType(served: string, declared: string | undefined): FileType {
  const type = [served, declared ?? ''].map(typeIn).find((found) => found !== unknownType) ?? unknownType
  const contentType = active.test(type) ? unknownType : type
  const [group = ''] = contentType.split('/')
  return { contentType, kind: (Object.hasOwn(kinds, group) && kinds[group]) || 'file' }
}

function typeIn(header: string): string {
  const type = header.split(';')[0]?.trim().toLowerCase() ?? ''
  return form.test(type) ? type : unknownType
}
