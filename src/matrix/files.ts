import type { FileReference } from '../core/message/message.ts'
import { type Matrix, MatrixError } from '../ports/matrix.ts'
import { path } from './client.ts'
import type { Home } from './home.ts'

const form = /^mxc:\/\/([A-Za-z0-9.:[\]-]{1,255})\/([A-Za-z0-9_-]{1,255})$/

export function createFiles({ client, deps }: Home): Pick<Matrix, 'download' | 'publicLink'> {
  async function download(mxc: string, signal: AbortSignal): ReturnType<Matrix['download']> {
    const [, server, id] = form.exec(mxc) ?? []
    if (server === undefined || id === undefined)
      throw new MatrixError({ kind: 'refused', text: 'not the address of a file' })
    const stream = await client.open(path`/_matrix/client/v1/media/download/${server}/${id}`, signal)
    const contentType = stream.headers['content-type'] ?? 'application/octet-stream'
    const bytes = Number(stream.headers['content-length'] ?? Number.NaN)
    return { stream, contentType, ...(Number.isFinite(bytes) && { bytes }) }
  }

  return { download, publicLink: (file: FileReference) => deps.signLink(file.url, file.name) }
}
