import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId, ConversationId, NetworkId, RemoteChatId, RoomId } from '../core/ids.ts'

/** A conversation that an agent has now, as far as what passes between the two needs it. */
export interface Assigned {
  readonly id: ConversationId
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly room: RoomId
  readonly customerName: string
  readonly agent: AgentId
  readonly isHere: boolean
  readonly isConnected: boolean
  /** The same object for as long as this agent has it. */
  readonly span: object
}

/** The conversations of this process' networks that an agent has, so that what is not stored needs no look into the database. */
export interface AssignedView {
  /** As it is now: remembered while an agent has it, forgotten otherwise. */
  saw(conversation: Conversation, room: RoomId | undefined): void
  /** Forgets all of a network whose lease was lost. */
  drop(network: NetworkId): void
  inRoom(room: string): Assigned | undefined
  ofChat(network: NetworkId, chat: RemoteChatId): Assigned | undefined
}

export function createAssignedView(): AssignedView {
  const rooms = new Map<string, Assigned>()
  const chats = new Map<string, Assigned>()
  const forget = ({ network, chat }: Pick<Assigned, 'network' | 'chat'>): void => {
    const known = chats.get(nameOf(network, chat))
    if (!known) return
    chats.delete(nameOf(network, chat))
    rooms.delete(known.room)
  }
  return {
    saw(conversation, room) {
      const { network, chat } = conversation
      const isAssigned = conversation.status === 'active' || conversation.status === 'held'
      const known = chats.get(nameOf(network, chat))
      // What is told late of an earlier conversation must not touch the one that the chat has now.
      if (!isAssigned && known?.id !== conversation.id) return
      forget(conversation)
      if (!isAssigned || room === undefined) return
      const span = known?.id === conversation.id && known.agent === conversation.agent ? known.span : {}
      const assigned = { ...{ id: conversation.id, network, chat, room, span }, ...partOf(conversation) }
      chats.set(nameOf(network, chat), assigned)
      rooms.set(room, assigned)
    },
    drop(network) {
      for (const assigned of [...chats.values()]) if (assigned.network === network) forget(assigned)
    },
    inRoom: (room) => rooms.get(room),
    ofChat: (network, chat) => chats.get(nameOf(network, chat)),
  }
}

function partOf(conversation: Extract<Conversation, { status: 'active' | 'held' }>) {
  const { agent, customer, reach, connectedAt } = conversation
  return { agent, customerName: customer.name, isHere: reach === 'here', isConnected: connectedAt !== undefined }
}

function nameOf(network: NetworkId, chat: RemoteChatId): string {
  return `${network}/${chat}`
}
