import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Element } from './element.ts'
import { element } from './element.ts'
import { encode, encodeStanza, encodeStreamHead, streamEnd } from './encode.ts'
import { ns } from './namespaces.ts'
import { type Refusal, readStreamError } from './refusal.ts'
import { defaultKeepAliveMs, type XmppDeps, type XmppSettings } from './settings.ts'
import { StreamParser } from './stream-parser.ts'

/** How a stream ended. `refusal`: we must not come back by ourselves. */
export interface Ended {
  readonly reason: string
  readonly condition?: string
  readonly refusal?: Refusal
}

/** What happens on a stream, in this order. */
export interface ComponentEvents {
  /** The server has taken our secret. */
  ready(): void
  /** `isCut`: too large for us, only its attributes are there. */
  stanza(stanza: Element, isCut: boolean): void
  /** Nothing came for a while: something should be asked that the server answers. */
  idle(): void
  /** Once; nothing comes after it. */
  ended(ended: Ended): void
}

const loginMs = 30_000
const closingMs = 2000

/** One connection to the server as a component (XEP-0114), from dialling to the end. */
export class ComponentStream {
  readonly #settings: XmppSettings
  readonly #deps: XmppDeps
  readonly #events: ComponentEvents
  readonly #socket: Socket
  readonly #parser: StreamParser
  readonly #watch: NodeJS.Timeout
  readonly #startedAt: number
  #lastReceivedAt: number
  #isReady = false
  #isOver = false
  #ended: Ended = { reason: 'the server closed the connection' }

  constructor(settings: XmppSettings, deps: XmppDeps, events: ComponentEvents) {
    this.#settings = settings
    this.#deps = deps
    this.#events = events
    this.#startedAt = deps.clock.now()
    this.#lastReceivedAt = this.#startedAt
    this.#parser = new StreamParser({
      opened: (attrs) => this.#shakeHands(attrs),
      stanza: (stanza, isCut) => this.#take(stanza, isCut),
      ended: () => this.#hangUp(),
    })
    this.#socket = connect({ host: settings.host, port: settings.port })
    this.#socket.setEncoding('utf8').setNoDelay(true)
    this.#socket.on('connect', () => this.#socket.write(encodeStreamHead(settings.domain)))
    this.#socket.on('data', (chunk: string) => this.#read(chunk))
    // A server that has said why it ends the stream may not wait for what we had under way.
    this.#socket.on('error', (error) => this.#finish(this.#ended.condition ? this.#ended : { reason: error.message }))
    this.#socket.on('close', () => this.#finish(this.#ended))
    this.#watch = setInterval(() => this.#lookForSilence(), this.#keepAliveMs / 2)
  }

  get isOpen(): boolean {
    return this.#isReady && !this.#isOver
  }

  /** False when there is no connection any more. Throws UnsafeStanza. */
  write(stanza: Element): boolean {
    const text = encodeStanza(stanza, this.#settings.domain)
    if (!this.isOpen || !this.#socket.writable) return false
    this.#socket.write(text)
    return true
  }

  /** Closes the stream; the server gets a moment to close its side. */
  close(reason: string): void {
    if (this.#isOver) return
    this.#ended = { reason }
    this.#hangUp()
  }

  /** Stops or goes on reading, when more comes than can be committed. */
  setReading(reading: boolean): void {
    if (reading) this.#socket.resume()
    else this.#socket.pause()
  }

  get #keepAliveMs(): number {
    return this.#settings.keepAliveMs ?? defaultKeepAliveMs
  }

  #read(chunk: string): void {
    if (this.#isOver) return
    this.#lastReceivedAt = this.#deps.clock.now()
    try {
      this.#parser.write(chunk)
    } catch (error) {
      this.#finish({ reason: error instanceof Error ? error.message : String(error) })
    }
  }

  /** SHA-1 of the stream's id and the secret, in lower case (XEP-0114 3). */
  #shakeHands({ id = '' }: Readonly<Record<string, string>>): void {
    const digest = createHash('sha1').update(`${id}${this.#settings.secret}`).digest('hex')
    this.#socket.write(encode(element('handshake', ns.component, {}, digest), ns.component))
  }

  #take(stanza: Element, isCut: boolean): void {
    if (this.#isOver) return
    if (stanza.name === 'error' && stanza.ns === ns.stream) {
      this.#ended = readStreamError(stanza, this.#settings)
      this.#hangUp()
      return
    }
    if (this.#isReady) {
      this.#guarded(() => this.#events.stanza(stanza, isCut))
      return
    }
    if (stanza.name !== 'handshake' || stanza.ns !== ns.component) return
    this.#isReady = true
    this.#events.ready()
  }

  /** A stanza that we cannot digest must not end the process. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a stanza from the XMPP server was not understood')
    }
  }

  #lookForSilence(): void {
    const now = this.#deps.clock.now()
    const silentMs = now - this.#lastReceivedAt
    if (!this.#isReady) {
      if (now - this.#startedAt > loginMs) this.#finish({ reason: 'the server did not let us in within half a minute' })
    } else if (silentMs > 2 * this.#keepAliveMs) this.#finish({ reason: 'the server does not answer any more' })
    else if (silentMs > this.#keepAliveMs) this.#events.idle()
  }

  /** The other side may forget to. */
  #hangUp(): void {
    if (this.#socket.writable) this.#socket.end(streamEnd)
    setTimeout(() => this.#finish(this.#ended), closingMs).unref()
  }

  #finish(ended: Ended): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#watch)
    this.#socket.destroy()
    this.#events.ended(ended)
  }
}
