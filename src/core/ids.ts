declare const brand: unique symbol
type Branded<T, B extends string> = T & { readonly [brand]: B }

/** A conversation's number, as people type it (`why 4711`). Positive, given by the database, never reused. */
export type ConversationId = Branded<number, 'ConversationId'>
/** The id of a network in the configuration, e.g. `libera`. */
export type NetworkId = Branded<string, 'NetworkId'>
/** The id of an address of ours that customers write to. Unique within its network. */
export type ContactId = Branded<string, 'ContactId'>
/** A chat on the remote network. Only the connector that made it may parse it. Stable while we can vouch for the person. */
export type RemoteChatId = Branded<string, 'RemoteChatId'>
/** A message on the remote network: the de-duplication key, so it must be stable across reconnects where the network allows it. */
export type RemoteMessageId = Branded<string, 'RemoteMessageId'>
/** The name of a queue, as admins type it: lower case letters, digits, `-`, `_`. */
export type QueueName = Branded<string, 'QueueName'>
/** The name of a team of agents; as that of a queue. */
export type TeamName = Branded<string, 'TeamName'>
/** An agent is a Matrix user: the full Matrix user id. */
export type AgentId = Branded<string, 'AgentId'>
/** A Matrix room id. Opaque: room version 12 has no server part. */
export type RoomId = Branded<string, 'RoomId'>
/** A Matrix event id. */
export type MatrixEventId = Branded<string, 'MatrixEventId'>
/** One offer of one conversation to one agent: `conversation:n`. */
export type OfferId = Branded<string, 'OfferId'>
/** Names one effect forever: `conversation:version:index`. It is also the Matrix transaction id. */
export type EffectKey = Branded<string, 'EffectKey'>

/** The key of the effect at `index` of the decision that made `version`. The same history always makes the same keys. */
export function makeEffectKey(conversation: ConversationId, version: number, index: number): EffectKey {
  return `${conversation}:${version}:${index}` as EffectKey
}

/** The id of the n-th offer of a conversation, n counted from 1. */
export function makeOfferId(conversation: ConversationId, n: number): OfferId {
  return `${conversation}:${n}` as OfferId
}
