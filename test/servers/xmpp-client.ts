import { type Client, client, type XmlElement, xml } from '@xmpp/client'

export type XmppClientOptions = {
  readonly port: number
  readonly domain: string
  readonly name: string
  readonly password: string
  readonly resource?: string
  /** What it answers to questions, by namespace. Others are refused, as programs do; `silent` ones are not answered at all. */
  readonly answers?: Readonly<Record<string, XmlElement | 'silent'>>
  /** The program's features as its presence names them. */
  readonly caps?: XmlElement
}

type Wanted = (stanza: XmlElement) => boolean

/** A person's program: the library xmpp.js does what programs do, and every stanza is kept. */
export class XmppClient {
  readonly received: XmlElement[] = []
  /** Messages both ways, in the order they were seen here. */
  readonly talk: { readonly isOwn: boolean; readonly stanza: XmlElement }[] = []
  readonly #client: Client
  readonly #options: XmppClientOptions
  readonly #watchers = new Set<() => void>()
  #cursor = 0
  #isOpen = true
  #said = 0
  #asked = 0

  constructor(inner: Client, options: XmppClientOptions) {
    this.#client = inner
    this.#options = options
    inner.on('stanza', (stanza) => this.#take(stanza))
    inner.on('error', () => {})
    inner.on('disconnect', () => {
      this.#isOpen = false
      this.#look()
    })
  }

  get jid(): string {
    return String(this.#client.jid)
  }

  get bare(): string {
    return `${this.#options.name}@${this.#options.domain}`
  }

  get domain(): string {
    return this.#options.domain
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  send(stanza: XmlElement): void {
    if (stanza.name === 'message') this.talk.push({ isOwn: true, stanza })
    this.#client.send(stanza).catch(() => {})
  }

  /** Exactly these characters, whatever they are. */
  write(text: string): void {
    this.#client.write(text).catch(() => {})
  }

  says(to: string, text: string, ...more: readonly XmlElement[]): void {
    const id = `m${++this.#said}-${this.#options.name}`
    this.send(xml('message', { to, id, type: 'chat' }, xml('body', {}, text), ...more))
  }

  mark(): number {
    return this.received.length
  }

  /** The texts that `from` (an account) has said so far. */
  heard(from: string): readonly string[] {
    return this.received.filter((stanza) => isText(stanza, from)).map((stanza) => stanza.getChildText('body') ?? '')
  }

  /** The next text from this account that fits, behind the one found last. */
  async hears(from: string, pattern: RegExp, timeoutMs?: number): Promise<string> {
    const fits: Wanted = (stanza) => isText(stanza, from) && pattern.test(stanza.getChildText('body') ?? '')
    const found = await this.waitFor(`${pattern}`, fits, timeoutMs === undefined ? {} : { timeoutMs })
    return found.getChildText('body') ?? ''
  }

  /** The first stanza that fits, be it there already or still to come; without `since`, behind the one found last. */
  waitFor(
    what: string,
    wanted: Wanted,
    { since, timeoutMs = 10_000 }: { readonly since?: number; readonly timeoutMs?: number } = {},
  ): Promise<XmlElement> {
    let next = since ?? this.#cursor
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        act()
      }
      const fail = (why: string) => finish(() => reject(this.#failure(what, why)))
      const look = () => {
        if (since === undefined) next = Math.max(next, this.#cursor)
        for (; next < this.received.length; next++) {
          const stanza = this.received[next] as XmlElement
          if (!wanted(stanza)) continue
          if (since === undefined) this.#cursor = next + 1
          return finish(() => resolve(stanza))
        }
        if (!this.#isOpen) fail('the connection ended')
      }
      const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** Asks somebody; the answer, a result or an error. */
  asks(to: string, payload: XmlElement, type = 'get'): Promise<XmlElement> {
    const id = `q${++this.#asked}`
    const since = this.mark()
    this.send(xml('iq', { to, id, type }, payload))
    return this.waitFor(`an answer from ${to}`, (stanza) => stanza.name === 'iq' && stanza.attrs['id'] === id, {
      since,
    })
  }

  /** A round trip: everything the server did because of earlier stanzas has arrived. */
  async sync(): Promise<void> {
    await this.asks(this.#options.domain, xml('ping', { xmlns: 'urn:xmpp:ping' }))
  }

  /** As people's programs do when a contact is added, unless it was before: both may see each other's presence. */
  async befriends(contact: string): Promise<void> {
    const roster = (await this.asks(this.bare, xml('query', { xmlns: 'jabber:iq:roster' }))).getChild('query')
    const known = roster?.getChildren('item').find(({ attrs }) => attrs['jid'] === contact)
    if (known?.attrs['subscription'] === 'both') return
    const isFrom = (stanza: XmlElement) => stanza.name === 'presence' && bareOf(stanza.attrs['from']) === contact
    const since = this.mark()
    this.send(xml('presence', { to: contact, type: 'subscribe' }))
    await this.waitFor('being accepted', (stanza) => isFrom(stanza) && stanza.attrs['type'] === 'subscribed', { since })
    await this.waitFor('being asked', (stanza) => isFrom(stanza) && stanza.attrs['type'] === 'subscribe', { since })
    this.send(xml('presence', { to: contact, type: 'subscribed' }))
    await this.waitFor('a presence', (stanza) => isFrom(stanza) && stanza.attrs['type'] === undefined, { since })
    await this.sync()
  }

  shows(show: string): void {
    this.send(xml('presence', {}, xml('show', {}, show)))
  }

  async quits(): Promise<void> {
    if (this.#isOpen) await this.#client.stop()
    this.#isOpen = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.quits().catch(() => {})
  }

  #take(stanza: XmlElement): void {
    this.received.push(stanza)
    if (stanza.name === 'message') this.talk.push({ isOwn: false, stanza })
    if (stanza.name === 'iq' && stanza.attrs['type'] === 'get') this.#answer(stanza)
    this.#look()
  }

  #look(): void {
    for (const look of [...this.#watchers]) look()
  }

  #answer(stanza: XmlElement): void {
    const payload = stanza.children.find((child) => typeof child !== 'string')
    const answer = this.#options.answers?.[payload?.attrs['xmlns'] ?? '']
    if (answer === 'silent') return
    const { id, from } = stanza.attrs
    const error = xml('service-unavailable', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' })
    const type = answer ? 'result' : 'error'
    this.send(xml('iq', { type, id, to: from }, answer ?? xml('error', { type: 'cancel' }, error)))
  }

  #failure(what: string, why: string): Error {
    const last = this.received.slice(-15).map((stanza) => `    ${stanza.toString().slice(0, 400)}`)
    return new Error(`${this.bare} waited in vain for ${what}, ${why}. Last stanzas:\n${last.join('\n')}`)
  }
}

function bareOf(jid: string | undefined): string {
  return jid?.split('/')[0] ?? ''
}

function isText(stanza: XmlElement, from: string): boolean {
  const isMessage = stanza.name === 'message' && stanza.attrs['type'] !== 'error'
  return isMessage && bareOf(stanza.attrs['from']) === from && stanza.getChildText('body') !== null
}

/** Logs in, asks for the contact list and is online. */
export async function openXmppClient(options: XmppClientOptions): Promise<XmppClient> {
  const { port, domain, name, password, resource, caps } = options
  const service = `xmpp://127.0.0.1:${port}`
  const inner = client({ service, domain, username: name, password, ...(resource === undefined ? {} : { resource }) })
  inner.reconnect.stop()
  const person = new XmppClient(inner, options)
  await inner.start()
  await person.asks(`${name}@${domain}`, xml('query', { xmlns: 'jabber:iq:roster' }))
  person.send(xml('presence', {}, ...(caps ? [caps] : [])))
  await person.sync()
  return person
}
