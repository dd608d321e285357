import type { WebSocket } from 'ws'

export interface EnvelopeOptions {
  /** How long Slack waits for an acknowledgement before it tries again (3 s there). */
  readonly ackTimeoutMs: number
  /** Whether events that happen without a connection wait for the next one. */
  readonly keepsWhileAway: boolean
}

interface Envelope {
  readonly type: 'events_api' | 'interactive'
  readonly payload: Readonly<Record<string, unknown>>
  id: string
  attempt: number
  /** The connection it went out on. */
  link: WebSocket | undefined
  timer: NodeJS.Timeout | undefined
}

const mostTries = 4

/** Hands events to the connections of the app: each to any one of them, again and again until one acknowledges it. */
export class Envelopes {
  readonly links = new Set<WebSocket>()
  /** What was acknowledged, by its `event_id` or trigger. */
  readonly acknowledged: string[] = []
  /** How many envelopes went out, repeats counted. */
  deliveries = 0
  /** False: acknowledgements are lost on the way. */
  hearsAcks = true
  readonly #options: EnvelopeOptions
  #unacknowledged: Envelope[] = []
  #count = 0

  constructor(options: EnvelopeOptions) {
    this.#options = options
  }

  send(type: Envelope['type'], payload: Envelope['payload']): void {
    if (this.links.size === 0 && !this.#options.keepsWhileAway) return
    const envelope: Envelope = { type, payload, id: '', attempt: -1, link: undefined, timer: undefined }
    this.#unacknowledged.push(envelope)
    this.#deliver(envelope)
  }

  get waiting(): number {
    return this.#unacknowledged.length
  }

  /** Whether what happened with that message still waits for an acknowledgement. */
  holds(ts: string): boolean {
    return this.#unacknowledged.some(({ payload }) => (payload['event'] as { ts?: string } | undefined)?.ts === ts)
  }

  open(link: WebSocket): void {
    this.links.add(link)
    link.on('message', (data: Buffer) => this.#heard(data.toString()))
    link.on('close', () => this.#closed(link))
    link.send(JSON.stringify({ type: 'hello', num_connections: this.links.size, connection_info: { app_id: 'A0' } }))
    for (const envelope of [...this.#unacknowledged]) if (!envelope.link) this.#deliver(envelope)
  }

  /** Slack's word that this connection is to be given up. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'): void {
    for (const link of this.links) link.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'x' } }))
  }

  cutAll(): void {
    for (const link of this.links) link.terminate()
  }

  end(): void {
    for (const { timer } of this.#unacknowledged) clearTimeout(timer)
    this.#unacknowledged = []
    this.cutAll()
  }

  #deliver(envelope: Envelope): void {
    clearTimeout(envelope.timer)
    const links = [...this.links].filter(({ readyState, OPEN }) => readyState === OPEN)
    envelope.link = links[this.#count % Math.max(1, links.length)]
    if (!envelope.link) return
    envelope.id = `envelope-${++this.#count}`
    this.deliveries++
    envelope.attempt++
    const { type, payload, id, attempt } = envelope
    const retry = attempt > 0 ? { retry_attempt: attempt, retry_reason: 'timeout' } : { retry_attempt: 0 }
    envelope.link.send(
      JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type === 'interactive', ...retry }),
    )
    envelope.timer = setTimeout(() => this.#repeat(envelope), this.#options.ackTimeoutMs)
    envelope.timer.unref()
  }

  /** A press is not told again: who pressed sees that nothing came of it. */
  #repeat(envelope: Envelope): void {
    if (envelope.type === 'events_api' && envelope.attempt + 1 < mostTries) this.#deliver(envelope)
    else this.#drop(envelope)
  }

  #heard(text: string): void {
    const { envelope_id } = JSON.parse(text) as { readonly envelope_id?: string }
    const envelope = this.#unacknowledged.find(({ id }) => id === envelope_id)
    if (!envelope || !this.hearsAcks) return
    this.#drop(envelope)
    this.acknowledged.push(String(envelope.payload['event_id'] ?? envelope.payload['trigger_id']))
  }

  #closed(link: WebSocket): void {
    this.links.delete(link)
    for (const envelope of this.#unacknowledged.filter((one) => one.link === link)) this.#deliver(envelope)
  }

  #drop(envelope: Envelope): void {
    clearTimeout(envelope.timer)
    this.#unacknowledged = this.#unacknowledged.filter((one) => one !== envelope)
  }
}
