import { setTimeout as pause } from 'node:timers/promises'
import type { AppProfile } from '../../core/identification/app-profile.ts'
import type { RemoteChatId } from '../../core/ids.ts'
import { dropOldest } from './bounded.ts'
import { type Caps, type DiscoInfo, readDiscoInfo, verificationOf } from './caps.ts'
import type { Chat } from './chat.ts'
import { childIn, type Element, element } from './element.ts'
import { parseJid } from './jid.ts'
import { ns } from './namespaces.ts'
import { deskAddress } from './own-info.ts'
import type { People } from './people.ts'
import type { Presences } from './presences.ts'
import type { Programs } from './programs.ts'
import type { Questions } from './questions.ts'
import type { XmppDeps, XmppSettings } from './settings.ts'
import { discoFacts, timeFacts, versionFacts } from './software-facts.ts'

/** Routing waits five seconds at most, so the end is said before; what is answered later is still told. */
const patienceMs = 4500
/** The time zone alone is not worth that wait, and many programs never answer. */
const timePatienceMs = 1500
const mostCached = 1000
/** Who changes programs more often than that in one conversation does it for the sake of it. */
const mostPrograms = 20

export interface IdentifyParts {
  readonly settings: XmppSettings
  readonly deps: XmppDeps
  readonly people: People
  readonly questions: Questions
  readonly presences: Presences
  readonly programs: Programs
}

/** The program that was asked for a chat, so that another one is asked anew. */
interface Asked {
  readonly chat: Chat
  /** Its full address. */
  readonly to: string
  /** How its presence named its features. */
  caps: string | undefined
  /** It has told its name itself, which beats what it is called in its features. */
  isNamed: boolean
  /** After another program: what this one says comes at once, in the place of what the other had said. */
  anew: AppProfile | undefined
  /** How many programs were asked before. */
  readonly earlier: number
}

/** Asks a customer's program what it is: features, name and version, time, all at once. */
export class Identification {
  readonly #parts: IdentifyParts
  readonly #asked = new Map<RemoteChatId, Asked>()
  /** What programs with the same caps have said, once the hash confirmed it. */
  readonly #cache = new Map<string, DiscoInfo>()

  constructor(parts: IdentifyParts) {
    this.#parts = parts
  }

  /** Asks once for each program of a chat. Without a program to ask, there is nothing to be learned. */
  ask(chat: Chat): void {
    const to = this.#programOf(chat)
    const before = this.#asked.get(chat.id)
    if (before?.to !== to) this.#begin(chat, to, before !== undefined && before.to !== '')
  }

  /** They go on with another program, whether or not this connection has seen the first one. */
  askAgain(chat: Chat): void {
    const to = this.#programOf(chat)
    if (this.#asked.get(chat.id)?.to !== to) this.#begin(chat, to, true)
  }

  /** Presence came: of a program where none was known, or of one that names other features than when it was asked. */
  sees(chat: Chat): void {
    const asked = this.#asked.get(chat.id)
    if (!asked) return
    const to = this.#programOf(chat)
    const caps = this.#capsOf(chat, to)?.ver
    if (asked.to === '') this.ask(chat)
    else if (asked.to === to && asked.caps !== undefined && caps !== undefined && asked.caps !== caps)
      this.#begin(chat, to, true)
    else if (asked.to === to) asked.caps ??= caps
  }

  forget(chat: RemoteChatId): void {
    this.#asked.delete(chat)
  }

  /** The one that wrote last; of somebody who has not written, one that is online. */
  #programOf({ jid, lastFrom }: Chat): string {
    if (lastFrom !== undefined) return lastFrom
    const resource = this.#parts.presences.someResource(jid)
    return resource ? `${jid}/${resource}` : ''
  }

  #capsOf({ jid }: Chat, program: string): Caps | undefined {
    return this.#parts.presences.capsOf(jid, parseJid(program)?.resource ?? '')
  }

  #begin(chat: Chat, to: string, isAnother: boolean): void {
    const earlier = (this.#asked.get(chat.id)?.earlier ?? 0) + (isAnother ? 1 : 0)
    if (earlier > mostPrograms) return
    const caps = this.#capsOf(chat, to)?.ver
    const asked: Asked = { chat, to, caps, isNamed: false, anew: isAnother ? {} : undefined, earlier }
    this.#asked.set(chat.id, asked)
    void this.#askAll(asked)
  }

  async #askAll(asked: Asked): Promise<void> {
    // An account without a program would have its server answer, and say what the server is.
    if (parseJid(asked.to)?.resource) {
      const answers = Promise.all([this.#askVersion(asked), this.#askInfo(asked)])
      await Promise.all([inTime(answers, patienceMs), inTime(this.#askTime(asked), timePatienceMs)])
    }
    const { people } = this.#parts
    const { id, jid } = asked.chat
    await people.inOrder(jid, async () => {
      await this.#tellAnew(asked)
      await people.commit({ type: 'identified', chat: id })
    })
  }

  async #tellAnew(asked: Asked): Promise<void> {
    const { anew: said, chat } = asked
    if (!said || this.#asked.get(chat.id) !== asked) return
    asked.anew = undefined
    const { people } = this.#parts
    const facts = { ...people.sender(chat).facts, ...said }
    await people.commit({ type: 'profile', chat: chat.id, facts, anew: true })
  }

  async #askVersion(asked: Asked): Promise<void> {
    const query = await this.#ask(asked, element('query', ns.version))
    if (!query) return
    const facts = versionFacts(query, this.#now())
    asked.isNamed = facts.application !== undefined
    await this.#learn(asked, facts)
  }

  async #askTime(asked: Asked): Promise<void> {
    const time = await this.#ask(asked, element('time', ns.time))
    if (time) await this.#learn(asked, timeFacts(time, this.#now()))
  }

  /** Known caps save the question; what they stand for counts as confirmed only if its hash is theirs (XEP-0115 5.4). */
  async #askInfo(asked: Asked): Promise<void> {
    const caps = this.#capsOf(asked.chat, asked.to)
    const key = caps && `${caps.hash} ${caps.ver}`
    const known = key === undefined ? undefined : this.#cache.get(key)
    if (known) return this.#learnInfo(asked, known, true)
    const query = await this.#ask(asked, element('query', ns.discoInfo, { node: caps && `${caps.node}#${caps.ver}` }))
    if (!query) return
    const info = readDiscoInfo(query)
    const isConfirmed = isConfirmedBy(caps, query)
    if (isConfirmed && key !== undefined) this.#remember(key, info)
    await this.#learnInfo(asked, info, isConfirmed)
  }

  #learnInfo(asked: Asked, info: DiscoInfo, isConfirmed: boolean): Promise<void> {
    this.#parts.programs.declares(asked.to, info.features)
    const { application, version, os, ...others } = discoFacts(info, this.#now(), isConfirmed)
    const named = { ...(application && { application }), ...(version && { version }), ...(os && { os }) }
    return this.#learn(asked, asked.isNamed ? others : { ...others, ...named })
  }

  async #ask({ chat, to }: Asked, payload: Element): Promise<Element | undefined> {
    const { questions, settings } = this.#parts
    const answer = await questions.ask(deskAddress(chat.contact, settings.domain), to, payload)
    return answer?.attrs['type'] === 'result' ? childIn(answer, payload.ns) : undefined
  }

  /** What another program said meanwhile must not be mixed with this one's. */
  async #learn(asked: Asked, facts: AppProfile): Promise<void> {
    const { people } = this.#parts
    const { id, jid } = asked.chat
    if (Object.keys(facts).length === 0 || this.#asked.get(id) !== asked) return
    if (asked.anew) {
      asked.anew = { ...asked.anew, ...facts }
      return
    }
    await people.inOrder(jid, async () => void (await people.commit({ type: 'profile', chat: id, facts })))
  }

  #now(): number {
    return this.#parts.deps.clock.now()
  }

  #remember(key: string, info: DiscoInfo): void {
    this.#cache.set(key, info)
    dropOldest(this.#cache, mostCached)
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
