import type { Readable } from 'node:stream'
import { killPoint } from '../observe/kill-point.ts'
import { type Matrix, MatrixError } from '../ports/matrix.ts'
import { sizeText } from '../util/size-text.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { type Home, userId } from './home.ts'
import { textIn } from './json.ts'
import { spool } from './spool.ts'
import { createUploadLimit } from './upload-limit.ts'

type Upload = Parameters<Matrix['upload']>[0]

export function createUpload(home: Home, ghosts: Ghosts): Pick<Matrix, 'upload'> {
  const limit = createUploadLimit(home)

  async function upload(file: Upload, signal: AbortSignal): ReturnType<Matrix['upload']> {
    const maxBytes = await limit()
    const tooLarge = () => largerThan(maxBytes)
    if ((file.bytes ?? 0) > maxBytes) throw tooLarge()
    await using spooled = await spool(file.stream, maxBytes, tooLarge, signal)
    const { bytes } = spooled
    const mxc = await post(home, ghosts, file, { bytes, open: () => spooled.open() })
    killPoint('upload')
    return { mxc, bytes }
  }

  return {
    async upload(file, signal) {
      // It may fail before anybody reads it, and nobody listening would end the process.
      file.stream.on('error', () => undefined)
      try {
        return await upload(file, signal)
      } finally {
        const source: Partial<Readable> = file.stream as Readable
        source.destroy?.()
      }
    },
  }
}

async function post(
  home: Home,
  ghosts: Ghosts,
  { ghost, name, contentType }: Upload,
  content: { readonly bytes: number; open(): Readable },
): Promise<string> {
  const send = () =>
    home.client.call({
      method: 'POST',
      path: '/_matrix/media/v3/upload',
      as: userId(home, ghost.localpart),
      query: { filename: name },
      file: { ...content, contentType },
    })
  const answer = await send().catch(async (error: unknown) => {
    if (!isErrcode(error, 'M_FORBIDDEN', 'M_EXCLUSIVE')) throw error
    ghosts.forget(ghost.localpart)
    await ghosts.ensure(ghost)
    return send()
  })
  const mxc = textIn(answer, 'content_uri')
  if (mxc === undefined) throw new MatrixError({ kind: 'refused', text: 'the homeserver gave the file no address' })
  return mxc
}

function largerThan(maxBytes: number): MatrixError {
  const said = `larger than ${sizeText(maxBytes)}, which is all that the homeserver takes`
  return new MatrixError({ kind: 'refused', text: `upload: ${said}`, said, errcode: 'M_TOO_LARGE' })
}
