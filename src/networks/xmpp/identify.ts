import { setTimeout as pause } from 'node:timers/promises'
import type { AppProfile } from '../../core/identification/app-profile.ts'
import type { RemoteChatId } from '../../core/ids.ts'
import { type Caps, type DiscoInfo, readDiscoInfo, verificationOf } from './caps.ts'
import type { Chat } from './chat.ts'
import { childIn, type Element, element } from './element.ts'
import { parseJid } from './jid.ts'
import { ns } from './namespaces.ts'
import { deskAddress } from './own-info.ts'
import type { People } from './people.ts'
import type { Presences } from './presences.ts'
import type { Questions } from './questions.ts'
import type { XmppDeps, XmppSettings } from './settings.ts'
import { discoFacts, timeFacts, versionFacts } from './software-facts.ts'

/** Routing waits five seconds at most, so the end is said before; what is answered later is still told. */
const patienceMs = 4500
/** The time zone alone is not worth that wait, and many programs never answer. */
const timePatienceMs = 1500
const mostCached = 1000

export interface IdentifyParts {
  readonly settings: XmppSettings
  readonly deps: XmppDeps
  readonly people: People
  readonly questions: Questions
  readonly presences: Presences
}

/** Asks a customer's program what it is: features, name and version, time, all at once. */
export class Identification {
  readonly #parts: IdentifyParts
  /** The full address that was asked for a chat, so that another program is asked anew. */
  readonly #asked = new Map<RemoteChatId, string>()
  /** What programs with the same caps have said, once the hash confirmed it. */
  readonly #cache = new Map<string, DiscoInfo>()

  constructor(parts: IdentifyParts) {
    this.#parts = parts
  }

  /** Asks once for each program of a chat. Without a program to ask, there is nothing to be learned. */
  ask(chat: Chat): void {
    if (this.#asked.get(chat.id) === (chat.lastFrom ?? '')) return
    this.#asked.set(chat.id, chat.lastFrom ?? '')
    void this.#askAll(chat)
  }

  wasAsked(chat: RemoteChatId): boolean {
    return this.#asked.has(chat)
  }

  forget(chat: RemoteChatId): void {
    this.#asked.delete(chat)
  }

  async #askAll(chat: Chat): Promise<void> {
    const { lastFrom } = chat
    // An account without a program would have its server answer, and say what the server is.
    if (parseJid(lastFrom)?.resource && lastFrom !== undefined) {
      const answers = [this.#askVersion(chat, lastFrom), this.#askInfo(chat, lastFrom)]
      const time = this.#askTime(chat, lastFrom)
      await Promise.all([inTime(Promise.all(answers), patienceMs), inTime(time, timePatienceMs)])
    }
    const { people } = this.#parts
    await people.inOrder(chat.jid, () => people.commit({ type: 'identified', chat: chat.id }))
  }

  async #askVersion(chat: Chat, to: string): Promise<void> {
    const query = await this.#ask(chat, to, element('query', ns.version))
    if (query) await this.#learn(chat, to, versionFacts(query, this.#parts.deps.clock.now()))
  }

  async #askTime(chat: Chat, to: string): Promise<void> {
    const time = await this.#ask(chat, to, element('time', ns.time))
    if (time) await this.#learn(chat, to, timeFacts(time, this.#parts.deps.clock.now()))
  }

  /** Known caps save the question; what they stand for counts as confirmed only if its hash is theirs (XEP-0115 5.4). */
  async #askInfo(chat: Chat, to: string): Promise<void> {
    const caps = this.#parts.presences.capsOf(chat.jid, parseJid(to)?.resource ?? '')
    const key = caps && `${caps.hash} ${caps.ver}`
    const known = key === undefined ? undefined : this.#cache.get(key)
    if (known) return this.#learn(chat, to, discoFacts(known, this.#parts.deps.clock.now(), true))
    const query = await this.#ask(
      chat,
      to,
      element('query', ns.discoInfo, { node: caps && `${caps.node}#${caps.ver}` }),
    )
    if (!query) return
    const info = readDiscoInfo(query)
    const isConfirmed = isConfirmedBy(caps, query)
    if (isConfirmed && key !== undefined) this.#remember(key, info)
    await this.#learn(chat, to, discoFacts(info, this.#parts.deps.clock.now(), isConfirmed))
  }

  async #ask(chat: Chat, to: string, payload: Element): Promise<Element | undefined> {
    const { questions, settings } = this.#parts
    const answer = await questions.ask(deskAddress(chat.contact, settings.domain), to, payload)
    return answer?.attrs['type'] === 'result' ? childIn(answer, payload.ns) : undefined
  }

  /** What another program said meanwhile must not be mixed with this one's. */
  async #learn(chat: Chat, to: string, facts: AppProfile): Promise<void> {
    const { people } = this.#parts
    if (Object.keys(facts).length === 0 || this.#asked.get(chat.id) !== to) return
    await people.inOrder(chat.jid, () => people.commit({ type: 'profile', chat: chat.id, facts }))
  }

  #remember(key: string, info: DiscoInfo): void {
    this.#cache.set(key, info)
    const [oldest] = this.#cache.size > mostCached ? this.#cache.keys() : []
    if (oldest !== undefined) this.#cache.delete(oldest)
  }
}

function isConfirmedBy(caps: Caps | undefined, query: Element): boolean {
  return caps?.hash === 'sha-1' && caps.ver === verificationOf(query)
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  const control = new AbortController()
  await Promise.race([work, pause(ms, undefined, { signal: control.signal, ref: false }).catch(() => undefined)])
  control.abort()
}
