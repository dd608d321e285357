import type { EffectKey, RemoteMessageId } from '../../core/ids.ts'
import { type Delivery, DeliveryError, type DeliveryFailure, type Sent } from '../../ports/network.ts'
import type { Chat } from './chat.ts'
import type { Confirmations } from './confirmations.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import type { Write } from './questions.ts'
import type { StanzaError } from './refusal.ts'
import { toBodies } from './to-bodies.ts'

/** In bytes of UTF-8: far below what any server or client cuts or refuses. */
export const longestBody = 10_000

interface Job {
  readonly to: string
  readonly ids: readonly string[]
  readonly resolve: (sent: Sent) => void
  readonly reject: (error: DeliveryError) => void
}

/** Messages on their way: written, and not yet taken or refused by the server. */
export class Deliveries {
  readonly #write: Write
  readonly #confirmations: Confirmations
  readonly #jobs = new Map<string, Job>()

  constructor(write: Write, confirmations: Confirmations) {
    this.#write = write
    this.#confirmations = confirmations
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0
  }

  /** `from`: the full address of our contact. Rejects with DeliveryError. */
  send(chat: Chat, from: string, { message, key }: Delivery): Promise<Sent> {
    const bodies = toBodies(message, longestBody)
    if (bodies.length === 0) return Promise.resolve({ acknowledged: false })
    const isPlain = message.rich === undefined
    const ids = bodies.map((_, index) => idOf(key, index))
    const to = chat.isLocked && chat.lastFrom !== undefined ? chat.lastFrom : chat.jid
    return new Promise((resolve, reject) => {
      const job = { to: chat.jid, ids, resolve, reject }
      for (const id of ids) this.#jobs.set(id, job)
      const stanzas = bodies.map((body, index) => messageStanza({ from, to, id: ids[index] ?? key, body, isPlain }))
      const written = stanzas.filter((stanza) => this.#write(stanza)).length
      if (written === 0) return this.#fail(job, { kind: 'later', text: 'The connection broke.' })
      this.#confirmations.confirm(() => {
        if (this.#settle(job)) resolve({ acknowledged: true, remoteId: ids[0] as RemoteMessageId })
      })
    })
  }

  /** What came back with `id` of a message, from the account `jid`. False when it is not on its way. */
  refused(id: string, jid: string, error: StanzaError): boolean {
    const job = this.#jobs.get(id)
    if (job?.to !== jid) return false
    this.#fail(job, failureOf(error))
    return true
  }

  /** The connection has ended. */
  end(reason: string): void {
    const text = `The connection broke while it was under way: ${reason}.`
    for (const job of new Set(this.#jobs.values())) this.#fail(job, { kind: 'unknown', text })
  }

  #fail(job: Job, failure: DeliveryFailure): void {
    if (this.#settle(job)) job.reject(new DeliveryError(failure))
  }

  /** False when it was settled before. */
  #settle({ ids }: Job): boolean {
    return ids.map((id) => this.#jobs.delete(id)).includes(true)
  }
}

/** The id and origin-id (XEP-0359) of the n-th part: the same for every repeat. */
function idOf(key: EffectKey, index: number): string {
  return index === 0 ? key : `${key}#${index}`
}

interface Outgoing {
  readonly from: string
  readonly to: string
  readonly id: string
  readonly body: string
  readonly isPlain: boolean
}

function messageStanza({ from, to, id, body, isPlain }: Outgoing): Element {
  return element(
    'message',
    ns.component,
    { type: 'chat', from, to, id },
    element('body', ns.component, {}, body),
    element('origin-id', ns.stanzaIds, { id }),
    ...(isPlain ? [element('unstyled', ns.styling)] : []),
  )
}

/** Whether somebody is gone for now: what is said to them waits. */
export function isAbsence({ condition }: StanzaError): boolean {
  return condition === 'service-unavailable' || condition === 'recipient-unavailable'
}

function failureOf(error: StanzaError): DeliveryFailure {
  const { condition, type } = error
  const words = condition.replaceAll('-', ' ')
  const text = error.text === '' ? `The server answered: ${words}.` : `The server answered: ${words} (${error.text}).`
  if (isAbsence(error)) return { kind: 'away', text }
  return { kind: type === 'wait' ? 'later' : 'refused', text }
}
