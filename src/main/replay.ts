import { isDeepStrictEqual } from 'node:util'
import type { Paths } from '../config/cli.ts'
import { exitCode } from '../config/exit-code.ts'
import type { Config } from '../config/schema.ts'
import { type Replayed, replay } from '../core/conversation/replay.ts'
import type { ConversationId } from '../core/ids.ts'
import type { Store } from '../ports/store.ts'
import { withStore } from './with-store.ts'

/** Prints the log of a conversation with what each entry led to, and whether it gives the stored state. Answers the exit code. */
export async function printReplay(
  config: Config,
  paths: Paths,
  id: number,
  print: (text: string) => void,
): Promise<number> {
  return withStore(config, paths, (store) => replayStored(store, id as ConversationId, print))
}

async function replayStored(store: Store, id: ConversationId, print: (text: string) => void): Promise<number> {
  const stored = await store.conversation(id)
  if (!stored) {
    print(`There is no conversation ${id}.`)
    return exitCode.failed
  }
  const log = await store.eventsOf(id)
  const replayed = replay(log.map(({ event }) => event))
  for (const one of replayed) print(lineOf(one))
  const last = JSON.parse(JSON.stringify(replayed.at(-1)?.decision.conversation))
  const same = isDeepStrictEqual(last, JSON.parse(JSON.stringify(stored.conversation)))
  print(
    same
      ? `The log gives the stored state (${stored.conversation.status}).`
      : 'The log does not give the stored state.',
  )
  return same ? exitCode.ok : exitCode.failed
}

function lineOf({ event, decision }: Replayed): string {
  const time = new Date(event.at).toISOString().slice(11, 19)
  const { conversation, effects } = decision
  const orders = effects.map(({ effect }) => effect.type).join(', ')
  return `${time}  ${event.type.padEnd(22)} ${conversation.status.padEnd(12)} ${orders}`.trimEnd()
}
