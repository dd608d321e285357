import type { EffectKey, RemoteChatId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import type { Delivery, Network } from '../../src/ports/network.ts'
import type { ServerName } from '../servers/installed.ts'
import type { RecordingInbox } from './recording-inbox.ts'

/** A message as the customer's program shows it now. */
export interface SeenMessage {
  readonly from: 'us' | 'them'
  readonly text: string
  readonly isRedacted: boolean
  /** The reactions that we put to it. */
  readonly reactions: readonly string[]
  /** The text of what it answers. */
  readonly answers?: string
  readonly speaker?: string
  readonly choices?: readonly string[]
  /** Whatever shows that a file came with it: its name, its address. */
  readonly file?: string
}

/**
 * What else a customer's program can do. A rig has the members for all that its network declares native; those of others
 * are never called. A message of either side is named by the text it had at first.
 */
interface RigAbilities {
  /** With `edit`, `redact`, `reply`, `reaction`, `choices`, `speaker` or `files`: the whole chat as it looks now, in order. */
  readonly sees?: () => readonly SeenMessage[]
  /** They change a message of theirs. */
  readonly edit?: (text: string, to: string) => void
  readonly redact?: (text: string) => void
  readonly react?: (text: string, key: string, removed: boolean) => void
  /** They write `text` as an answer. */
  readonly reply?: (text: string, answered: string) => void
  readonly choose?: (question: string, choice: string) => void
  readonly type?: (isTyping: boolean) => void
  /** Whether they are shown now that we type. */
  readonly seesTyping?: () => boolean
  /** With `receipts`, unless their program confirms by itself. */
  readonly read?: (text: string) => void
}

/** A customer as the suite plays them, on whatever network. */
export interface RigCustomer extends RigAbilities {
  readonly name: string
  write(text: string): void
  /** Leaves the network in an orderly way; resolves when the network knows. */
  leave(): Promise<void>
  /** Comes back as the same person. */
  comeBack(): Promise<void>
  /** The next text from us that matches, in order, none twice. */
  hears(pattern: RegExp): Promise<string>
  /** All texts from us so far. */
  heard(): readonly string[]
}

/** A running network with everything to try it from outside. */
export interface Rig {
  readonly network: Network
  readonly inbox: RecordingInbox
  readonly stopped: Promise<void>
  customer(name: string): Promise<RigCustomer>
  /** Ends the connection between us and the network, from the network's side. */
  breakConnection(): Promise<void>
  /** Makes the network reachable again. */
  restoreConnection(): Promise<void>
  abort(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** How the suite gets at one kind of network. */
export interface RigMaker {
  readonly name: string
  /** Where one of them is missing, the suite is skipped, except in CI. */
  readonly needs?: readonly ServerName[]
  /** Whether the network recognises a repeat by its key. */
  readonly knowsRepeats: boolean
  /** Whether the network takes messages for people who are away, so that nobody is ever gone. */
  readonly keepsForAbsent?: boolean
  start(): Promise<Rig>
  /** What all rigs share: servers. */
  before(): Promise<void>
  after(): Promise<void>
}

let count = 0

/** A delivery of text to the chat of a customer who has written. */
export function deliveryTo(
  inbox: RecordingInbox,
  name: string,
  message: string | Message,
  more: Partial<Delivery> = {},
): Delivery {
  const last = [...inbox.all('message'), ...inbox.all('returned')]
    .filter(({ sender }) => sender.customer.name === name)
    .at(-1)
  if (!last) throw new Error(`${name} has not written yet`)
  const { chat, address } = last.sender
  return {
    ...{ chat, address: inbox.open.get(chat) ?? address, repeated: false, hasty: false, priority: 'agent' },
    message: typeof message === 'string' ? { kind: 'text', text: message } : message,
    key: `1:1:${++count}` as EffectKey,
    ...more,
  }
}

export function chatOf(inbox: RecordingInbox, name: string): RemoteChatId {
  return deliveryTo(inbox, name, '').chat
}
