/** A nick of ours, on the server that its link names. */
export interface IrcPlace {
  readonly host: string
  readonly port: number
  readonly nick: string
}

/** What `contact links` answered: each contact with the link to publish. */
export function readLinks(answer: string): readonly (readonly [contact: string, link: string])[] {
  const rows = answer.matchAll(/^(\S+) {2,}.* {2,}([a-z]+:\S+)$/gm)
  return [...rows].map(([, contact = '', link = '']) => [contact, link])
}

/** Undefined for a link that does not lead to a nick. */
export function ircPlaceOf(link: string): IrcPlace | undefined {
  const { protocol, hostname, port, pathname } = new URL(link)
  const [nick = '', kind] = pathname.slice(1).split(',').map(decodeURIComponent)
  return protocol === 'irc:' && kind === 'isnick' ? { host: hostname, port: Number(port), nick } : undefined
}

/** Undefined for a link that does not lead to a JID. */
export function jidOf(link: string): string | undefined {
  const { protocol, pathname, search } = new URL(link)
  return protocol === 'xmpp:' && search === '?message' ? decodeURIComponent(pathname) : undefined
}

/** Where people find our contacts, as published and as each network shows them; each by the name that admins know it by. */
export class Places {
  readonly #irc: ReadonlyMap<string, IrcPlace>
  readonly #xmpp: ReadonlyMap<string, string>

  constructor(irc: ReadonlyMap<string, IrcPlace>, xmpp: ReadonlyMap<string, string>) {
    this.#irc = irc
    this.#xmpp = xmpp
  }

  irc(contact: string): IrcPlace {
    return this.#irc.get(contact) ?? notAdvertised(contact, 'IRC')
  }

  jid(contact: string): string {
    return this.#xmpp.get(contact) ?? notAdvertised(contact, 'XMPP')
  }
}

function notAdvertised(contact: string, network: string): never {
  throw new Error(`Nothing on ${network} leads to the contact ${contact}.`)
}
