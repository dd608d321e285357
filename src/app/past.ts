import type { PastAsked, PastConversation } from '../core/conversation/past.ts'
import { readWord } from '../core/conversation/read-answer.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type { NetworkId, QueueName, RemoteChatId } from '../core/ids.ts'
import { textWithoutIds } from '../core/message/without-ids.ts'
import { closingCodeTold } from '../core/text/closing-code.ts'
import type { RemoteEvent } from '../ports/network.ts'
import type { EarlierConversation } from '../ports/stored-chat.ts'
import type { App } from './deps.ts'

const mostTold = 5
/** Those of other accounts stand between them where a chat had no account for a while. */
const mostRead = 50
const longestRequest = 400

/** The closed conversations of a chat, newest first, without anything that is not for its customer. */
export async function pastOf(
  app: Pick<App, 'store' | 'settings' | 'matrix' | 'rules'>,
  network: NetworkId,
  chat: RemoteChatId,
  limit: number,
): Promise<readonly PastConversation[]> {
  return (await app.store.earlierConversations(network, chat, limit)).map((one) => forCustomer(app, one))
}

/** What the word for it is answered, undefined for any other message. Only what was said under the account vouched for now is shown (F5). */
export async function readPastAsked(
  app: App,
  { network, sender, message }: Extract<RemoteEvent, { type: 'message' }>,
): Promise<PastAsked | undefined> {
  if (readWord(message.text) !== 'history') return undefined
  const { account } = sender.customer
  if (!sender.vouched || account === undefined) return {}
  const earlier = await app.store.earlierConversations(network, sender.chat, mostRead)
  const own = earlier.filter(({ conversation }) => conversation.customer.account === account)
  return { past: own.slice(0, mostTold).map((one) => forCustomer(app, one)) }
}

function forCustomer(
  app: Pick<App, 'settings' | 'matrix' | 'rules'>,
  { conversation, queue, agentName }: EarlierConversation,
): PastConversation {
  const { id, openedAt, closedAt, language, code, request } = conversation
  const name = nameThen(app, conversation, agentName)
  const outcome = closingCodeTold(language, code)
  return {
    id,
    openedAt,
    closedAt,
    ...(queue === undefined ? {} : { queue: titleOf(app, queue) }),
    ...(name === undefined ? {} : { agentName: name }),
    ...(outcome === undefined ? {} : { outcome }),
    request: request.slice(0, longestRequest).toWellFormed(),
  }
}

/** As customers read it now; a queue that is gone by its name. */
function titleOf({ rules }: Pick<App, 'rules'>, queue: QueueName): string {
  return rules.current().stored.rules.queues.find(({ name }) => name === queue)?.title ?? queue
}

/** As it was then, and only if the policy is still to name agents. */
function nameThen(
  { settings, matrix }: Pick<App, 'settings' | 'matrix'>,
  { agentNaming }: Pick<Conversation, 'agentNaming'>,
  name: string | undefined,
): string | undefined {
  if (name === undefined || agentNaming !== 'name' || settings.agentNaming !== 'name') return undefined
  return textWithoutIds(name, { nameOf: (_id, shown) => shown, place: '', servers: [matrix.serverName()] })
}
