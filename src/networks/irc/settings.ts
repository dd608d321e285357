import type { ContactId, NetworkId } from '../../core/ids.ts'
import type { Language } from '../../core/text/language.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'

/** One IRC network and our one nick on it. Every text is checked by `createIrcNetwork`. */
export interface IrcSettings {
  readonly id: NetworkId
  readonly displayName: string
  /** The address customers write to. */
  readonly contact: { readonly id: ContactId; readonly nick: string }
  /** Tried in this order when the nick is taken, before made-up ones. */
  readonly alternativeNicks?: readonly string[]
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** Whether the server's certificate must be valid; true unless said otherwise. */
  readonly tlsVerify?: boolean
  /** The certificate authority in PEM; absent for those that Node.js knows. */
  readonly tlsCa?: string
  readonly username: string
  readonly realName: string
  readonly serverPassword?: string
  readonly sasl?: { readonly account: string; readonly password: string }
  /** The nick of services, to see whether they are there; absent where nobody is to look. */
  readonly servicesNick?: string
  /** Whether to ask a customer's client for its name by CTCP VERSION. */
  readonly ctcpVersion: boolean
  /** Host patterns (`*` and `?`) behind which many people sit: gateways, shell servers. */
  readonly sharedHosts: readonly string[]
  readonly flood?: FloodSettings
  /** How long the server may take to say who has a nick, in ms; 20 s unless said otherwise. */
  readonly patienceMs?: number
  /** How often those are asked after whom the server does not watch for us, in ms: people 10 s, others 60 s unless said otherwise. */
  readonly pollMs?: number
  readonly seldomMs?: number
  /** How long to wait, in ms, before each further connection after services refused us; then we stop. */
  readonly refusedAgainMs?: readonly number[]
  /** The same for signing in on a connection that stands. */
  readonly signInAgainMs?: readonly number[]
  /** Of what the connector itself says to customers. */
  readonly language: Language
}

/** How fast we may write: `burst` lines at once, then one short line every `intervalMs`; long lines count up to double. */
export interface FloodSettings {
  readonly burst: number
  readonly intervalMs: number
}

/** Slow enough for servers that let one command a second pass and count twenty more before they close the line. */
export const defaultFlood: FloodSettings = { burst: 8, intervalMs: 1100 }

/** Servers count refused logins, and shut out who comes too often. */
export const defaultRefusedAgainMs: readonly number[] = [5 * 60_000, 15 * 60_000, 45 * 60_000]

export const defaultPatienceMs = 20_000

export interface IrcDeps {
  readonly log: Log
  readonly clock: Clock
  /** At least 0, less than 1. */
  readonly random: () => number
}
