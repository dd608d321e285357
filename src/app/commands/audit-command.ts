import { catalogue } from '../../core/commands/catalogue.ts'
import type { CommandName } from '../../core/commands/command.ts'
import { reaches } from '../../core/commands/permissions.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { Act, Answer, Asked } from './asked.ts'

const alsoWritten: readonly CommandName[] = ['block', 'unblock', 'close', 'transfer']
const longest = 1000

/** Writes down who asked for what: admins' and supervisors' commands, what touches customers, and every refusal. */
export async function auditCommand(
  { app, at, person, room }: Asked,
  { name, args }: { readonly name: CommandName; readonly args: string },
  result: Answer | Act,
): Promise<void> {
  const outcome = outcomeOf(result)
  const isRefused = outcome.startsWith('refused: ')
  if (isRefused) app.log.warn({ sender: person, room, command: name }, 'a command was refused')
  const isWritten = isRefused || alsoWritten.includes(name) || reaches(catalogue[name].level, 'supervisor')
  if (!isWritten) return
  await app.store.addAudit({ at, who: person, room, command: oneLine(`${name} ${args}`, longest), outcome })
}

function outcomeOf(result: Answer | Act): string {
  if (typeof result === 'function') return 'carried out'
  return oneLine((typeof result === 'string' ? result : result?.text) ?? 'carried out', longest)
}
