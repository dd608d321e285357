import { Readable } from 'node:stream'
import type { FileReference } from '../../core/message/message.ts'
import type { RemoteFile } from '../../ports/network.ts'

/** A file of this network: all of it stands in its address, so it outlives the process. */
export function loopbackFile(name: string, contentType: string, content: string): FileReference {
  const url = `loopback:${encodeURIComponent(contentType)}/${Buffer.from(content).toString('base64url')}`
  return { url, name, kind: 'file' }
}

/** Undefined: it lies somewhere else. */
export function openLoopbackFile({ url }: FileReference): RemoteFile | undefined {
  const [, type, encoded] = /^loopback:([^/]+)\/([\w-]*)$/.exec(url) ?? []
  if (type === undefined || encoded === undefined) return undefined
  const content = Buffer.from(encoded, 'base64url')
  return { stream: Readable.from([content]), contentType: decodeURIComponent(type), bytes: content.length }
}
