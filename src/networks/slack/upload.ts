import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { FileReference } from '../../core/message/message.ts'
import type { DeliveredFile } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import { textOf } from './json.ts'
import { cleanText } from './units.ts'

const patienceMs = 5 * 60_000
const longestName = 200

export interface Upload {
  readonly file: DeliveredFile
  readonly reference: FileReference
  /** Where an address to upload to may lead, besides everything with TLS. */
  readonly origins: readonly string[]
}

/** Brings a file to Slack, where nobody sees it yet; answers its id. Rejects with ApiFailure, or with what `open` says. */
export async function upload(api: Pick<SlackApi, 'call'>, { file, reference, origins }: Upload): Promise<string> {
  const control = AbortSignal.timeout(patienceMs)
  const { stream, bytes } = await file.open(control)
  const sized = bytes === undefined ? await buffer(stream) : undefined
  const length = bytes ?? sized?.length ?? 0
  const filename =
    cleanText(reference.name)
      .replace(/[\n\t/\\]/g, ' ')
      .trim()
      .slice(0, longestName) || 'file'
  const begun = await api.call('files.getUploadURLExternal', { filename, length })
  const url = textOf(begun['upload_url'])
  if (!URL.canParse(url) || !(new URL(url).protocol === 'https:' || origins.includes(new URL(url).origin)))
    throw new ApiFailure('files.getUploadURLExternal', 'refused', 'an address without TLS')
  await post(new URL(url), sized ?? stream, length, control)
  return textOf(begun['file_id'])
}

/** Not by fetch: it sends streams without their length, which not every server takes. */
async function post(
  url: URL,
  content: NodeJS.ReadableStream | Buffer,
  length: number,
  signal: AbortSignal,
): Promise<void> {
  const make = url.protocol === 'https:' ? requestTls : requestPlain
  const headers = { 'content-type': 'application/octet-stream', 'content-length': length }
  const request = make(url, { method: 'POST', headers, signal })
  const answered = new Promise<number>((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
  })
  answered.catch(() => {})
  await pipeline(Buffer.isBuffer(content) ? [content] : content, request)
  const status = await answered
  if (status !== 200) throw new ApiFailure('upload', 'refused', `HTTP ${status}`)
}
