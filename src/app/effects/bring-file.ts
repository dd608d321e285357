import { fileType } from '../../core/message/file-type.ts'
import type { FileReference } from '../../core/message/message.ts'
import { type Ghost, type Matrix, MatrixError } from '../../ports/matrix.ts'
import { DeliveryError, type Network, type RemoteFile } from '../../ports/network.ts'
import { FetchError, type RemoteFiles } from '../../ports/remote-files.ts'
import { cleanFileName } from '../../util/clean-file-name.ts'
import type { Transfers } from '../transfers.ts'

/** What a file of a customer goes through on its way to the homeserver. */
export interface FileWays {
  readonly network: Pick<Network, 'openFile'> | undefined
  /** Undefined: files are not fetched from where only their address leads. */
  readonly remoteFiles: RemoteFiles | undefined
  readonly matrix: Pick<Matrix, 'upload'>
  readonly transfers: Transfers
}

export interface FileWork {
  readonly file: FileReference
  readonly ghost: Ghost
  /** How often this was tried before. */
  readonly attempts: number
}

/**
 * `there`: the file is on the homeserver. `link`: it stays where it is; `reason` says why though it was tried, as the rest
 * of a sentence. `later`: what failed may succeed soon.
 */
export type Brought =
  | { readonly kind: 'there'; readonly file: FileReference }
  | { readonly kind: 'link'; readonly reason?: string }
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number }

/** What was said after the file waits for it, so this is all together about ten seconds beside what the tries take. */
const mostTries = 5
/** For one try, with everything. */
const longestMs = 120_000
/** A place becomes free when another file is done, and that takes longer than a server needs to recover. */
const mostTriesForPlace = 10

/** Brings a file of a customer to the homeserver once, if we may have it. */
export async function bringFile(work: FileWork, ways: FileWays): Promise<Brought> {
  const end = ways.transfers.begin()
  if (!end) return unlessLast(work, { reason: 'too many files are under way', afterMs: 1000 }, mostTriesForPlace)
  const signal = AbortSignal.timeout(longestMs)
  try {
    const opened = await open(work.file, ways, signal)
    return opened ? { kind: 'there', file: await upload(opened, work, ways, signal) } : { kind: 'link' }
  } catch (error) {
    if (signal.aborted) return { kind: 'link', reason: `it takes longer than ${longestMs / 1000} s` }
    return failed(error, work)
  } finally {
    end()
  }
}

/** Where the network has it for us alone, it is from there; from anywhere else only if the operator allows that. */
async function open(file: FileReference, ways: FileWays, signal: AbortSignal): Promise<RemoteFile | undefined> {
  return (await ways.network?.openFile?.(file, signal)) ?? (await ways.remoteFiles?.open(file.url, signal))
}

async function upload(
  opened: RemoteFile,
  { file, ghost }: FileWork,
  { matrix }: FileWays,
  signal: AbortSignal,
): Promise<FileReference> {
  const { contentType, kind } = fileType(opened.contentType, file.contentType)
  const name = cleanFileName(file.name)
  const size = opened.bytes === undefined ? {} : { bytes: opened.bytes }
  const { mxc, bytes } = await matrix.upload({ ghost, name, contentType, stream: opened.stream, ...size }, signal)
  return { url: mxc, name, kind, contentType, bytes }
}

function failed(error: unknown, work: FileWork): Brought {
  if (error instanceof MatrixError) return notUploaded(error, work)
  if (error instanceof FetchError || error instanceof DeliveryError) {
    const { kind, text } = error.failure
    return kind === 'later' ? unlessLast(work, { reason: text }) : { kind: 'link', reason: text }
  }
  // It broke off, or the disk is full: nothing that says whether it is for good.
  const reason = error instanceof Error ? error.message : String(error)
  return unlessLast(work, { reason: `it could not be read (${reason})` })
}

function notUploaded({ failure }: MatrixError, work: FileWork): Brought {
  if (failure.errcode === 'M_TOO_LARGE') return { kind: 'link', reason: 'it is larger than the homeserver takes' }
  const reason = `the homeserver does not take it: ${failure.said ?? failure.text}`
  if (failure.kind === 'refused') return { kind: 'link', reason }
  return unlessLast(work, { reason, ...(failure.retryAfterMs !== undefined && { afterMs: failure.retryAfterMs }) })
}

/** After the last try its link goes, so that what was said after it waits no longer. */
function unlessLast(
  { attempts }: FileWork,
  later: { readonly reason: string; readonly afterMs?: number },
  tries = mostTries,
): Brought {
  return attempts + 1 < tries ? { kind: 'later', ...later } : { kind: 'link', reason: later.reason }
}
