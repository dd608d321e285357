import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const pieceBytes = 65_536

/** A file on its way, complete, on this machine's disk. */
export interface Spooled extends AsyncDisposable {
  readonly bytes: number
  /** From the beginning. */
  open(): Readable
}

/**
 * Writes what comes into a file that has no name, so that nothing is left of it when it is disposed of or we end: uploads
 * need their size beforehand, and memory must not hold them. Rejects with what the source failed with, or with what
 * `tooLarge` makes once there are more bytes than allowed.
 */
export async function spool(
  source: NodeJS.ReadableStream,
  maxBytes: number,
  tooLarge: () => Error,
  signal: AbortSignal,
): Promise<Spooled> {
  const handle = await openNameless()
  let bytes = 0
  const write = async (chunks: AsyncIterable<Buffer | string>) => {
    for await (const chunk of chunks) {
      bytes += Buffer.byteLength(chunk)
      if (bytes > maxBytes) throw tooLarge()
      await handle.appendFile(chunk)
    }
  }
  try {
    await pipeline(source, write, { signal })
  } catch (error) {
    await handle.close()
    throw error
  }
  return { bytes, open: () => Readable.from(contentOf(handle)), [Symbol.asyncDispose]: () => handle.close() }
}

/** A stream of the handle's own would have to be closed before the handle can be. */
async function* contentOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(pieceBytes), position })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `switchboard-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await unlink(path)
  return handle
}
