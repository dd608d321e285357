import type { StoreTransaction } from '../ports/store-transaction.ts'
import { agentWrites } from './agent-writes.ts'
import { chatWrites } from './chat-writes.ts'
import { conversationWrites } from './conversation-writes.ts'
import { addOutbox } from './outbox.ts'
import { queuePlace } from './queue-place.ts'
import { seatWrites } from './seat-writes.ts'
import { teamWrites } from './team-queries.ts'
import { timerWrites } from './timer-writes.ts'
import type { Transaction } from './transaction.ts'

export function createStoreTransaction(tx: Transaction): StoreTransaction {
  return {
    ...conversationWrites(tx),
    ...timerWrites(tx),
    ...chatWrites(tx),
    ...agentWrites(tx),
    ...seatWrites(tx),
    ...teamWrites(tx),
    ...queuePlace(tx),
    addOutbox: (rows, stored) => addOutbox(tx, rows, stored),
    wake: (topic) => void tx.notifies.add(topic),
  }
}
