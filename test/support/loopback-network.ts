import type { ContactId, NetworkId, RemoteChatId, RemoteMessageId } from '../../src/core/ids.ts'
import type { Delivery, Network, NetworkFeatures, NetworkHealth, NetworkInbox, Sent } from '../../src/ports/network.ts'

const features: NetworkFeatures = {
  edit: 'degraded',
  redact: 'degraded',
  reply: 'degraded',
  reaction: 'absent',
  files: 'degraded',
  typing: 'absent',
  formatting: 'native',
  maxBytes: 400,
}

/** A network within the process: customers write by call, and what is sent to them stays here to be looked at. */
export class LoopbackNetwork implements Network {
  readonly id = 'libera' as NetworkId
  readonly type = 'irc'
  readonly displayName = 'Libera'
  readonly features = features
  readonly sent: Delivery[] = []
  #inbox: NetworkInbox | undefined
  #count = 0

  async run(inbox: NetworkInbox, signal: AbortSignal): Promise<void> {
    this.#inbox = inbox
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }

  /** Resolves once the line is committed. */
  async customerWrites(name: string, text: string): Promise<void> {
    this.#count += 1
    await this.#inbox?.submit({
      type: 'message',
      network: this.id,
      at: Date.now(),
      remoteId: `m${this.#count}` as RemoteMessageId,
      message: { kind: 'text', text },
      sender: {
        chat: chatOf(name),
        contact: 'support' as ContactId,
        customer: { name, address: `${name}!${name}@example.net` },
        address: '{}',
        facts: {},
      },
    })
  }

  async send(delivery: Delivery): Promise<Sent> {
    this.sent.push(delivery)
    return { acknowledged: true }
  }

  async identify(chat: RemoteChatId): Promise<void> {
    await this.#inbox?.submit({ type: 'identified', network: this.id, at: Date.now(), chat })
  }

  health(): NetworkHealth {
    return { state: 'up', text: '', since: 0 }
  }

  /** All that this customer was sent, in order. */
  textsTo(name: string): readonly string[] {
    return this.sent.filter(({ chat }) => chat === chatOf(name)).map(({ message }) => message.text)
  }
}

export function chatOf(name: string): RemoteChatId {
  return `mask:${name}` as RemoteChatId
}
