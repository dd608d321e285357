import type { EffectKey, RemoteChatId } from '../../core/ids.ts'
import { DeliveryError, type DeliveryFailure, type SentMessage } from '../../ports/network.ts'
import { dropOldest } from './bounded.ts'
import type { Confirmations } from './confirmations.ts'
import type { Element } from './element.ts'
import type { Write } from './questions.ts'
import type { StanzaError } from './refusal.ts'

/** So many of the latest stanzas can still be told from one another when they come back. */
const mostTaken = 5000

/** What is written belongs to this. `excerpt`: how it begins. */
export interface Sending {
  readonly key: EffectKey
  readonly chat: RemoteChatId
  readonly jid: string
  readonly excerpt: string
  readonly from: SentMessage['from']
}

/** What the server has taken, by the ids of its stanzas: it may come back from further away, also over another connection. */
export type Taken = Map<string, Sending>

interface Job {
  readonly sending: Sending
  readonly ids: readonly string[]
  readonly resolve: () => void
  readonly reject: (error: DeliveryError) => void
}

/** Stanzas on their way: written, and not yet taken or refused by the server. */
export class Deliveries {
  readonly #write: Write
  readonly #confirmations: Confirmations
  readonly #jobs = new Map<string, Job>()
  readonly #taken: Taken

  constructor(write: Write, confirmations: Confirmations, taken: Taken) {
    this.#write = write
    this.#confirmations = confirmations
    this.#taken = taken
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0
  }

  wasSent(id: string): boolean {
    return this.#taken.has(id)
  }

  /** Resolves when the server has taken them all. Rejects with DeliveryError. */
  send(sending: Sending, stanzas: readonly Element[]): Promise<void> {
    const ids = stanzas.map(({ attrs }) => attrs['id'] ?? '')
    return new Promise((resolve, reject) => {
      const job = { sending, ids, resolve, reject }
      for (const id of ids) this.#jobs.set(id, job)
      const written = stanzas.filter((stanza) => this.#write(stanza)).length
      if (written === 0) return this.#fail(job, { kind: 'later', text: 'The connection broke.' })
      this.#confirmations.confirm(() => {
        if (!this.#settle(job)) return
        this.#keep(ids, sending)
        resolve()
      })
    })
  }

  /** What came back with `id` of a message, from the account `jid`. False when it is not on its way. */
  refused(id: string, jid: string, error: StanzaError): boolean {
    const job = this.#jobs.get(id)
    if (job?.sending.jid !== jid) return false
    this.#fail(job, failureOf(error))
    return true
  }

  /** What came back with this id after it was taken; once. */
  cameBack(id: string, jid: string): Sending | undefined {
    const taken = this.#taken.get(id)
    if (taken?.jid !== jid) return undefined
    for (const [each, other] of this.#taken) if (other === taken) this.#taken.delete(each)
    return taken
  }

  /** The connection has ended. */
  end(reason: string): void {
    const text = `The connection broke while it was under way: ${reason}.`
    for (const job of new Set(this.#jobs.values())) this.#fail(job, { kind: 'unknown', text })
  }

  #fail(job: Job, failure: DeliveryFailure): void {
    if (this.#settle(job)) job.reject(new DeliveryError(failure))
  }

  #keep(ids: readonly string[], sending: Sending): void {
    for (const id of ids) {
      this.#taken.set(id, sending)
      dropOldest(this.#taken, mostTaken)
    }
  }

  /** False when it was settled before. */
  #settle({ ids }: Job): boolean {
    return ids.map((id) => this.#jobs.delete(id)).includes(true)
  }
}

/** Whether somebody is gone for now: what is said to them waits. */
export function isAbsence({ condition }: StanzaError): boolean {
  return condition === 'service-unavailable' || condition === 'recipient-unavailable'
}

/** What came back, in words. */
export function wordsOf({ condition, text }: StanzaError): string {
  const words = condition.replaceAll('-', ' ')
  return text === '' ? `The server answered: ${words}.` : `The server answered: ${words} (${text}).`
}

function failureOf(error: StanzaError): DeliveryFailure {
  const { type } = error
  const text = wordsOf(error)
  if (isAbsence(error)) return { kind: 'away', text }
  return { kind: type === 'wait' ? 'later' : 'refused', text }
}
