import type { Conversation } from '../conversation/state.ts'
import type { ChoiceRecord, PlacementRecord } from './decision-record.ts'
import type { Release } from './releases.ts'
import type { TimeFormat } from './why-words.ts'

/** One offer of this conversation, as the history keeps it. `outcome` is absent while it is pending. */
export interface PastOffer {
  readonly agentName: string
  readonly at: number
  readonly outcome?: string
  readonly endedAt?: number
}

/** What `why` is told of a conversation. */
export interface WhyInputs {
  readonly conversation: Conversation
  readonly placement?: PlacementRecord
  readonly choice?: ChoiceRecord
  /** Oldest first. */
  readonly offers: readonly PastOffer[]
  readonly now: number
  /** HH:MM:SS in UTC when absent. */
  readonly time?: TimeFormat
}

/** What `why` is told besides of a conversation that waits. */
export interface WaitingInputs extends WhyInputs {
  /** From 1; absent when not known. */
  readonly position?: number
  readonly releases: readonly Release[]
}
