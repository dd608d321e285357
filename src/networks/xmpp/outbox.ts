import type { RemoteMessageId } from '../../core/ids.ts'
import { type Change, type Delivery, DeliveryError, type Sent } from '../../ports/network.ts'
import { type Chat, receiverOf } from './chat.ts'
import { composeEdit, composeMessage, composeReactions, composeRetraction, composeTyping, type Way } from './compose.ts'
import type { Deliveries } from './deliver.ts'
import type { Element } from './element.ts'
import { stanzaIdOf } from './message-ids.ts'
import { deskAddress } from './own-info.ts'
import type { People } from './people.ts'
import type { Programs } from './programs.ts'
import type { Write } from './questions.ts'
import { reactionsTo } from './reactions.ts'
import type { XmppSettings } from './settings.ts'

const longestExcerpt = 120

export interface OutboxParts {
  readonly settings: XmppSettings
  readonly people: People
  readonly programs: Programs
  readonly deliveries: Deliveries
  readonly write: Write
}

/** What can be done in a chat, as stanzas. Each resolves when the server has taken them; rejects with DeliveryError. */
export class Outbox {
  readonly #parts: OutboxParts

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  async send(chat: Chat, delivery: Delivery): Promise<Sent> {
    const stanzas = composeMessage(delivery, this.#way(chat))
    if (stanzas.length === 0) return { acknowledged: false }
    await this.#post(chat, delivery, stanzas, delivery.message.text || (delivery.message.file?.name ?? ''))
    return { acknowledged: true, remoteId: stanzas[0]?.attrs['id'] as RemoteMessageId }
  }

  /** It keeps the name it had: later changes name the message, not its last edit (XEP-0308 4). */
  async edit(chat: Chat, change: Change & Pick<Delivery, 'message'>): Promise<Sent> {
    const stanzas = composeEdit(change, this.#way(chat))
    if (stanzas.length > 0) await this.#post(chat, change, stanzas, change.message.text)
    return { acknowledged: stanzas.length > 0, remoteId: change.target }
  }

  async redact(chat: Chat, change: Change): Promise<Sent> {
    await this.#post(chat, change, composeRetraction(change, this.#way(chat)), '')
    return { acknowledged: true, remoteId: change.target }
  }

  async react(chat: Chat, change: Change & { reaction: string; removed: boolean }): Promise<Sent> {
    const { key, target, reaction, removed } = change
    const stanzaId = stanzaIdOf(target)
    if (stanzaId === undefined) {
      const text = 'Their program gave that message no id, so that no reaction can be put to it.'
      throw new DeliveryError({ kind: 'refused', text })
    }
    const others = reactionsTo(chat.reacted, target).ours.filter((one) => one !== reaction)
    const keys = removed ? others : [...others, reaction]
    const what = { key, stanzaId, keys, ...(removed ? {} : { added: reaction }) }
    await this.#post(chat, change, composeReactions(what, this.#way(chat)), reaction)
    await this.#parts.people.reacted(chat.id, target, 'ours', keys)
    return { acknowledged: true }
  }

  /** Only to programs that have shown that they know it. */
  typing(chat: Chat, isTyping: boolean): void {
    const way = this.#way(chat)
    if (way.knowsStates) this.#parts.write(composeTyping(isTyping, way))
  }

  #post(chat: Chat, { key, priority }: Change | Delivery, stanzas: readonly Element[], text: string): Promise<void> {
    const [from, excerpt] = [priority === 'agent' ? 'agent' : 'bot', text.slice(0, longestExcerpt)] as const
    return this.#parts.deliveries.send({ key, chat: chat.id, jid: chat.jid, excerpt, from }, stanzas)
  }

  #way(chat: Chat): Way {
    const { settings, programs, deliveries } = this.#parts
    const program = chat.lastFrom ?? ''
    return {
      from: deskAddress(chat.contact, settings.domain),
      to: receiverOf(chat),
      jid: chat.jid,
      language: settings.language,
      knowsStates: programs.knowsStates(program),
      lacks: (feature) => programs.lacks(program, feature),
      wasSent: (id) => deliveries.wasSent(id),
    }
  }
}
