import { makeEffectKey } from '../ids.ts'
import type { Effect, KeyedEffect } from './effect.ts'
import type { Conversation } from './state.ts'

/** Why an event changed nothing. `stale`: it came too late and nobody needs to hear of it; `refused`: its author is told `text`. */
export interface Rejection {
  readonly code: 'stale' | 'refused'
  readonly text: string
}

/** What `decide` answers: the new state with the orders that follow from it, or why nothing changed. */
export type Decision =
  | { readonly ok: true; readonly conversation: Conversation; readonly effects: readonly KeyedEffect[] }
  | { readonly ok: false; readonly rejection: Rejection }

/** A state on its way to the next, with the orders collected so far. */
export interface Step {
  readonly ok: true
  readonly conversation: Conversation
  readonly effects: readonly Effect[]
}

export type Outcome = Step | { readonly ok: false; readonly rejection: Rejection }

export function step(conversation: Conversation, ...effects: readonly Effect[]): Step {
  return { ok: true, conversation, effects }
}

/** Goes on from a step: the orders of both are kept in their order. */
export function andThen(first: Step, next: (conversation: Conversation) => Step): Step {
  const second = next(first.conversation)
  return { ok: true, conversation: second.conversation, effects: [...first.effects, ...second.effects] }
}

export function stale(text: string): Outcome {
  return { ok: false, rejection: { code: 'stale', text } }
}

export function refuse(text: string): Outcome {
  return { ok: false, rejection: { code: 'refused', text } }
}

/** Gives the step its version and its orders their keys. */
export function seal(outcome: Outcome, version: number): Decision {
  if (!outcome.ok) return outcome
  const conversation = { ...outcome.conversation, version }
  const effects = outcome.effects.map((effect, index) => ({
    key: makeEffectKey(conversation.id, version, index),
    effect,
  }))
  return { ok: true, conversation, effects }
}
