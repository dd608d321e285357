import type { NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { MessageLink } from '../ports/message-link.ts'

/**
 * What passes between an agent and their customer besides messages: that one types, how far one has read. It is never stored.
 * What the homeserver told another process than the one that has the conversation is passed on (see `Neighbours`).
 */
export interface Signs {
  customerTypes(network: NetworkId, chat: RemoteChatId, isTyping: boolean): void
  customerRead(network: NetworkId, chat: RemoteChatId, remoteId: RemoteMessageId): void
  /** Ephemeral events of the homeserver. They may be anything. */
  fromMatrix(events: readonly unknown[]): void
  /** A message of ours is known on both sides from now on: it may have been read before that. */
  linked(link: MessageLink): void
}
