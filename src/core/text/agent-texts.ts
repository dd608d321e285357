import type { AppProfile } from '../identification/app-profile.ts'
import type { Uncarried } from '../message/message.ts'

interface Customer {
  readonly customer: string
}

interface ByName {
  readonly agent: string
}

type Nothing = Readonly<Record<never, never>>

/** Every text for agents and admins that is not the answer to a command, by id, with what it needs to know. */
export interface TellParams {
  /** Certain: it did not arrive. */
  readonly 'not-delivered': { readonly excerpt: string; readonly reason: string }
  /** It may have arrived; only a person can decide whether to repeat it. */
  readonly 'maybe-delivered': { readonly excerpt: string; readonly reason: string }
  /** What agents write is held from here on. `reason`: a sentence; empty when they just went. */
  readonly 'customer-left': Customer & { readonly network: string; readonly reason: string }
  readonly 'customer-returned': Customer
  readonly gap: { readonly network: string; readonly seconds: number }
  /** Facts that came after the card. */
  readonly 'late-facts': { readonly profile: AppProfile }
  /** `earlier`: what they wrote with before. */
  readonly 'other-program': Customer & { readonly profile: AppProfile; readonly earlier: string }
  /** `lacks` as `why` says it: `lacks files`. */
  readonly 'agent-unfit': ByName & { readonly lacks: string }
  readonly 'accept-needed': ByName
  readonly 'agent-left': ByName
  /** The customer wrote again during wrap-up. */
  readonly reopened: Customer
  readonly 'wrap-up': { readonly seconds: number }
  readonly closed: { readonly by: 'agent' | 'customer' | 'supervisor' | 'idle' | 'network'; readonly code: string }
  /** Once: how edits look to the customer. */
  readonly edits: Customer & { readonly network: string }
  readonly redactions: Customer & { readonly network: string }
  /** Once for each: in which form something reaches the customer. */
  readonly reactions: Customer & { readonly network: string }
  /** Once for each: the customer changed or took back what is not in the room. */
  readonly 'edit-unplaced': Customer
  readonly 'redaction-unplaced': Customer
  /** To a line of the bot, which is not in the room: `said`. */
  readonly 'reacted-to-bot': Customer & { readonly key: string; readonly said: string; readonly removed: boolean }
  readonly polls: Customer & { readonly network: string }
  readonly locations: Customer & { readonly network: string }
  /** Once for each kind: nothing of it does. */
  readonly 'not-carried': Customer & { readonly network: string; readonly what: Uncarried }
  /** They changed or took back something that is not among the last `kept` messages. */
  readonly 'too-old-to-change': Customer & { readonly kept: number }
  /** They took back what went to the customer, when the conversation was nobody's any more. */
  readonly 'not-taken-back': Customer
  /** The customer was told of another contact. `where`: its network. */
  readonly elsewhere: Customer & { readonly features: string; readonly where: string; readonly link: string }
  /** Its link stands in the room. `reason`: the rest of a sentence. */
  readonly 'file-not-fetched': { readonly name: string; readonly reason: string }
  readonly 'at-capacity': { readonly load: number; readonly capacity: number }
  /** They joined the room without an offer. */
  readonly 'joined-not-offered': Customer
  readonly 'missed-offers': Nothing
  /** To a ready agent whom Matrix has shown offline for `ms`. */
  readonly 'away-by-presence': { readonly ms: number }
  /** To the agent whose client joins by itself. */
  readonly 'fast-joins': Nothing
  /** The same to the admins. */
  readonly 'fast-joins-of': ByName
  readonly 'not-sent-unknown-command': Customer & { readonly word: string; readonly suggestion?: string | undefined }
  readonly 'not-sent-command-edit': Customer
  /** `form` with its article: `an emote`. */
  readonly 'not-sent-command-form': Customer & { readonly form: string }
  /** `line` counts from 1. */
  readonly 'not-sent-command-inside': Customer & { readonly line: number; readonly word: string }
  /** Outside conversations. */
  readonly 'unknown-command': { readonly word: string; readonly suggestion?: string | undefined }
  /** `existing`: the address of a room where they can go on; absent when one is made now. */
  readonly 'encrypted-room': { readonly existing?: string }
  readonly 'network-trouble': { readonly network: string; readonly text: string; readonly remedy: string }
  readonly 'bot-introduction': Nothing
}

export type TellId = keyof TellParams
