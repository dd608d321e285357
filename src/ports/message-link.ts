import type { ConversationId, MatrixEventId, NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { NetworkFeatures } from './network.ts'

/** What stands on a network and what stands in the conversation's room are one message. At most one on each side. */
export interface MessageLink {
  readonly conversation: ConversationId
  readonly network: NetworkId
  readonly chat: RemoteChatId
  /** On the network. Of a reaction: that of the message it is about. */
  readonly remoteId: RemoteMessageId
  /** It is this reaction of the customer; absent for a message. */
  readonly reaction?: string
  readonly event: MatrixEventId
  /** One of us wrote it. */
  readonly isOurs: boolean
}

/** A message of ours on a network that stands in no room: the bot said it. Quoted where it is answered. */
export interface OwnLine {
  readonly conversation: ConversationId
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly remoteId: RemoteMessageId
  /** Its beginning, enough to know which one is meant. */
  readonly said: string
  /** The name of the question that it asks. */
  readonly question?: string
}

/** Whether anything can ever be done to a message of this network, so that it is worth knowing which one it is. */
export function needsLinks({ edit, redact, reaction, reply, receipts }: NetworkFeatures): boolean {
  return [edit, redact, reaction, reply, receipts].includes('native')
}
