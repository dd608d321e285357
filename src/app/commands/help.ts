import { helpFor } from '../../core/commands/help.ts'
import type { CarryOutNamed } from './asked.ts'

export const showHelp: CarryOutNamed<'help'> = async ({ app, level, place }, { about }) => {
  const help = helpFor(about, { level, place })
  const own = app.settings.additionalHelp
  if (own === '' || about !== undefined) return help
  return {
    ...help,
    text: `${help.text}\n${own}`,
    rich: [...(help.rich ?? []), { type: 'block', block: 'paragraph', children: [{ type: 'text', text: own }] }],
  }
}

export const showVersion: CarryOutNamed<'version'> = async ({ app }) => `Switchboard ${app.settings.version}`
