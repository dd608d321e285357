import type { Conversation } from '../../../src/core/conversation/state.ts'
import type { ContactId, ConversationId, NetworkId, RemoteChatId } from '../../../src/core/ids.ts'
import type { HeldLease } from '../../../src/ports/lease.ts'
import type { NewChat } from '../../../src/ports/stored-chat.ts'
import { inStatus } from '../../support/conversation-samples.ts'
import type { TestStore } from './test-store.ts'

export const libera = 'libera' as NetworkId

export function chatId(name: string): RemoteChatId {
  return `mask:${name}` as RemoteChatId
}

export function aChat(name: string, changes: Partial<NewChat> = {}): NewChat {
  return {
    network: libera,
    chat: chatId(name),
    contact: 'support' as ContactId,
    customer: { name, address: `${name}!${name}@example.net` },
    address: `{"nick":"${name}"}`,
    at: 1_000_000,
    ...changes,
  }
}

export type Changes = Partial<Conversation> & { readonly status?: Conversation['status'] }

/** Stores a conversation of that chat in that status, as it stands after some events. */
export async function storeConversation(
  store: TestStore,
  lease: Pick<HeldLease, 'name' | 'epoch'> | undefined,
  chat: string,
  { status = 'queued', ...changes }: Changes = {},
): Promise<Conversation> {
  return store.transaction(lease, async (tx) => {
    tx.saveChat(aChat(chat))
    const id = await tx.newConversationId()
    const conversation = { ...inStatus(status).conversation, ...changes, id, chat: chatId(chat) } as Conversation
    tx.saveConversation(conversation)
    return conversation
  })
}

export function conversationNumber(id: number): ConversationId {
  return id as ConversationId
}
