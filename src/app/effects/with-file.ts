import type { EffectKey } from '../../core/ids.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { tell } from '../../core/text/tell.ts'
import { MatrixError } from '../../ports/matrix.ts'
import { cleanFileName } from '../../util/clean-file-name.ts'
import type { App } from '../deps.ts'
import { type Brought, bringFile } from './bring-file.ts'
import { inRoom } from './in-room.ts'
import type { EffectResult } from './result.ts'
import type { RoomWork } from './room-work.ts'

type Result = Exclude<Brought, { kind: 'later' }>

/**
 * Carries out what happens in a room; a file that a customer sent is brought to the homeserver first, and where that
 * cannot be, its link goes and the room is told why. A crash in between uploads it again; whatever of it was posted first
 * stays, because the post has a key.
 */
export async function withFile(app: App, work: RoomWork, attempts: number): Promise<EffectResult> {
  const { effect, room } = work
  const file = effect.type === 'post-as-customer' && room ? elsewhere(effect.message) : undefined
  if (effect.type !== 'post-as-customer' || !file) return inRoom(work, app.matrix)
  const brought = await bring(app, work, file, attempts)
  if (brought.kind === 'later') return brought
  const message = brought.kind === 'there' ? { ...effect.message, file: brought.file } : effect.message
  const result = await inRoom({ ...work, effect: { ...effect, message } }, app.matrix)
  if (result.kind === 'done' && !result.outcome) await account(app, work, file, brought)
  return result
}

/** The file of a message that is not on the homeserver. */
function elsewhere({ file }: Message): FileReference | undefined {
  return file?.url.startsWith('mxc://') ? undefined : file
}

function bring(app: App, { conversation, ghost }: RoomWork, file: FileReference, attempts: number): Promise<Brought> {
  const { matrix, remoteFiles, transfers } = app
  const network = app.networks.get(conversation.network)
  return bringFile({ file, ghost, attempts }, { network, remoteFiles, matrix, transfers })
}

/** Says and counts what became of it. */
async function account(app: App, work: RoomWork, file: FileReference, brought: Result): Promise<void> {
  const { id, network } = work.conversation
  const reason = brought.kind === 'link' ? brought.reason : undefined
  if (reason !== undefined) {
    await tellWhy(app, work, tell('file-not-fetched', { name: cleanFileName(file.name), reason: oneLine(reason, 200) }))
    app.log.info({ conversation: id, network, key: work.key, reason }, 'a file went as a link: it was not fetched')
  }
  app.metrics.file(network, brought.kind === 'there' ? 'carried' : reason === undefined ? 'link' : 'not-fetched')
}

async function tellWhy({ matrix, log }: App, { room, key, lookBack, conversation }: RoomWork, text: string) {
  if (!room) return
  try {
    await matrix.postAsBot({ room, key: `${key}:why` as EffectKey, message: { kind: 'notice', text }, lookBack })
  } catch (error) {
    if (!(error instanceof MatrixError) || error.failure.kind === 'retry') throw error
    log.warn({ conversation: conversation.id, room, error }, 'the homeserver refuses a notice')
  }
}
