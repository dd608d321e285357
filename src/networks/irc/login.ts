import type { IrcMessage } from 'irc-framework'
import { encodeLine } from './encode.ts'
import type { Refusal } from './refusal.ts'
import type { Server } from './server.ts'
import type { Listener, Session } from './session.ts'
import type { IrcSettings } from './settings.ts'
import type { Watch } from './watch.ts'

/** Soon, as services that link are there before they take logins; then seldom, as a wrong password may be held against us. */
const defaultAgainMs = [5000, 60_000, 5 * 60_000, 15 * 60_000, 45 * 60_000]
/** Who is logged out sooner than that may be logged out each time. */
const keptMs = 60_000
const endOfLogin = new Set(['900', '902', '903', '904', '905', '906', '907', '908'])

/**
 * Our services account on a connection that stands: watches whether services are there, and signs us in when they are
 * and we are not. Not every server says so by capabilities, so their agent's nick is watched too.
 */
export class Login implements Listener {
  readonly #session: Session
  #areHere = false
  #isUnderWay = false
  #tries = 0
  #signedInAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(session: Session, watch: Watch) {
    this.#session = session
    session.onEnd.add(() => clearTimeout(this.#timer))
    const { sasl, servicesNick } = session.settings
    if (!sasl || servicesNick === undefined) return
    watch.watchOther(servicesNick, {
      appeared: () => this.#appeared(),
      vanished: () => this.#vanished(),
      isSeldom: true,
    })
  }

  handle({ command, params }: IrcMessage): void {
    if (!this.#session.settings.sasl) return
    if (endOfLogin.has(command)) this.#isUnderWay = false
    if (command === '900') this.#signedIn()
    if (command === '901' && this.#areHere) this.#signedOut()
    const isOffered = command === 'CAP' && params[1] === 'ACK' && / ?\bsasl\b/.test(params.at(-1) ?? '')
    if (isOffered && !this.#isUnderWay && !this.#session.server.isSignedIn) this.#authenticate()
  }

  #appeared(): void {
    const { server } = this.#session
    server.lacksServices = false
    if (this.#areHere) return
    this.#areHere = true
    this.#begin()
  }

  /** A nick that was never there says nothing: the network may call its services otherwise. */
  #vanished(): void {
    if (!this.#areHere) return
    this.#areHere = false
    this.#session.server.lacksServices = true
    clearTimeout(this.#timer)
  }

  #signedIn(): void {
    clearTimeout(this.#timer)
    this.#signedInAt = this.#session.deps.clock.now()
  }

  #signedOut(): void {
    if (this.#session.deps.clock.now() - this.#signedInAt >= keptMs) this.#begin()
    else this.#tryLater()
  }

  #begin(): void {
    this.#tries = 0
    clearTimeout(this.#timer)
    this.#try()
  }

  #try(): void {
    const { server } = this.#session
    if (server.isSignedIn) return
    if (!server.can('sasl')) this.#write('CAP', 'REQ', 'sasl')
    else {
      if (this.#isUnderWay) this.#write('AUTHENTICATE', '*')
      this.#authenticate()
    }
    this.#tryLater()
  }

  #tryLater(): void {
    const { settings, deps } = this.#session
    clearTimeout(this.#timer)
    const waitMs = (settings.signInAgainMs ?? defaultAgainMs)[this.#tries++]
    if (waitMs === undefined) return
    this.#timer = setTimeout(() => this.#try(), waitMs * (1 + deps.random() / 4))
    this.#timer.unref()
  }

  /** The library sends account and password when it is asked for them. */
  #authenticate(): void {
    this.#isUnderWay = true
    this.#write('AUTHENTICATE', 'PLAIN')
  }

  #write(command: string, ...params: readonly string[]): void {
    this.#session.queue.add({ lane: 'login', priority: 'probe', render: () => encodeLine(command, params) })
  }
}

/** What to tell of a login that does not stand as it should. */
export function loginTrouble({ displayName, servicesNick }: IrcSettings, server: Server): Refusal {
  const text = `${displayName} ${server.lacksServices ? `has no ${servicesNick} any more` : offerOf(server)}`
  if (!server.isSignedIn) {
    const remedy = 'Nothing, if its services are only down: we sign in when they are back.'
    return { text: `${text}; we are not signed in.`, remedy }
  }
  const remedy = 'Ask the operators of the network; meanwhile customers cannot prove who they are by an account.'
  return { text: `${text}: its services seem to be down. We stay signed in.`, remedy }
}

function offerOf(server: Server): string {
  return server.can('sasl') ? 'broke off our login (SASL)' : 'offers no login (SASL) at the moment'
}
