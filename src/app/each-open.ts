import type { Status } from '../core/conversation/state.ts'
import type { NetworkId, RemoteChatId } from '../core/ids.ts'
import type { StoredConversation } from '../ports/store-transaction.ts'
import type { App } from './deps.ts'

const atOnce = 200

/** Goes through the conversations of a network that are in these statuses, without holding all of them in memory. */
export async function* eachOpen(
  app: Pick<App, 'store'>,
  network: NetworkId,
  statuses: readonly Exclude<Status, 'closed'>[],
): AsyncGenerator<StoredConversation> {
  let after: RemoteChatId | '' = ''
  for (;;) {
    const page = await app.store.openConversations({ network, statuses, after, limit: atOnce })
    yield* page
    const last = page.at(-1)
    if (!last || page.length < atOnce) return
    after = last.conversation.chat
  }
}
