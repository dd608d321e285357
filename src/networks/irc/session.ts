import type { IrcMessage } from 'irc-framework'
import type { RemoteChatId } from '../../core/ids.ts'
import type { Answers } from './answers.ts'
import { encodeLine } from './encode.ts'
import type { FloodQueue } from './flood-queue.ts'
import type { NickHolder } from './nick-holder.ts'
import type { People } from './people.ts'
import type { Server } from './server.ts'
import { defaultPatienceMs, type IrcDeps, type IrcSettings } from './settings.ts'
import type { Whois } from './whois.ts'

/** One registered connection and everything that lives as long as it does. */
export interface Session {
  readonly settings: IrcSettings
  readonly deps: IrcDeps
  readonly server: Server
  readonly people: People
  readonly queue: FloodQueue
  readonly answers: Answers
  readonly whois: Whois
  readonly nickHolder: NickHolder
  /** Messages on their way. */
  readonly jobs: Set<SendingJob>
  /** Called with the reason when the connection has ended. */
  readonly onEnd: Set<(reason: string) => void>
}

export interface SendingJob {
  /** Gives up if nothing was written yet. */
  cancel(reason: string): void
  /** The connection has ended. */
  end(reason: string): void
}

/** A part that listens to the server's lines. */
export interface Listener {
  handle(message: IrcMessage): void
}

/** Asks who has the nick of a person who left, and takes them back if it is them. True when they are vouched for. */
export async function lookFor(session: Session, chat: RemoteChatId): Promise<boolean> {
  const { people, whois } = session
  const { connection } = people
  const person = people.roster.get(chat)
  if (!person || person.here) return person !== undefined
  const found = await whois.ask(person.nick, 'probe', () => lookLater(session, chat))
  let isBack = false
  await people.inOrder(person.nick, async () => {
    isBack = await people.check(chat, found, connection)
  })
  return isBack
}

/** No answer is not the answer that nobody is there: what waits for the person must not wait for ever. */
function lookLater(session: Session, chat: RemoteChatId): void {
  const { people, settings, onEnd } = session
  const stop = () => clearTimeout(timer)
  const timer = setTimeout(() => {
    onEnd.delete(stop)
    if (people.roster.get(chat)?.open) void lookFor(session, chat)
  }, settings.patienceMs ?? defaultPatienceMs)
  timer.unref()
  onEnd.add(stop)
}

/** Has a PING follow the lines that wait for an answer and have no label. */
export function requestBarrier({ queue, answers }: Session): void {
  const render = () => {
    const token = answers.barrier()
    return token === undefined ? undefined : encodeLine('PING', [token])
  }
  queue.add({ lane: 'barrier', priority: 'barrier', render })
}
