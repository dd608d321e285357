import type { Arrival, Memory } from './arrival.ts'
import { isTheirs, nthOf, ownMessage } from './message-ids.ts'
import { differences, reactionsTo } from './reactions.ts'
import type { Received } from './read-message.ts'

type Of<Type extends Received['type']> = Extract<Received, { type: Type }>

/** They take a message of theirs back, all parts of it. */
export async function takeRetraction({ id, target: named }: Of<'retraction'>, arrival: Arrival, memory: Memory) {
  const { people, ids } = memory
  const { chat, program } = arrival
  const target = ids.meant(chat, named)
  if (!isTheirs(target)) return
  const remoteId = await ids.received(chat, { id, from: program, text: `retract ${named}` })
  for (const [index, part] of (await ids.partsOf(target)).entries()) {
    const event = { type: 'redacted', chat, remoteId: nthOf(remoteId, index), target: part } as const
    if (!(await people.commit(event))) return
  }
}

/** They say all that they react with; we tell what has changed. */
export async function takeReactions({ id, target: named, keys }: Of<'reactions'>, arrival: Arrival, memory: Memory) {
  const { people, ids } = memory
  const { chat, program } = arrival
  const open = people.get(chat)
  if (!open) return
  const target = ids.meant(chat, named)
  const changes = differences(reactionsTo(open.reacted, target).theirs, keys)
  if (changes.length === 0) return
  const remoteId = await ids.received(chat, { id, from: program, text: `react ${named} ${keys.join(' ')}` })
  for (const [index, { key, removed }] of changes.entries()) {
    const event = { type: 'reacted', chat, remoteId: nthOf(remoteId, index), target, key, removed } as const
    if (!(await people.commit(event))) return
  }
  await people.reacted(chat, target, 'theirs', keys)
}

/** A message of ours was displayed; of programs that never say that, that they have it. */
export function takeConfirmation({ target, isDisplayed }: Of<'confirmation'>, arrival: Arrival, memory: Memory): void {
  const { people, signals, programs } = memory
  const { chat, program } = arrival
  const own = ownMessage(target)
  if (!own || !people.get(chat)) return
  if (isDisplayed) programs.shows(program, 'displays')
  if (isDisplayed || !programs.tellsDisplayed(program)) signals.read(chat, own)
}

export function takeState({ isTyping, isGone }: Of<'state'>, { chat, program }: Arrival, memory: Memory): void {
  const { people, signals, programs } = memory
  programs.shows(program, 'states')
  const open = people.get(chat)
  if (open) signals.typing(chat, isTyping)
  if (open && isGone) people.unlock(open.jid)
}
