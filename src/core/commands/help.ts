import { didYouMean } from '../../util/did-you-mean.ts'
import type { Message } from '../message/message.ts'
import { quoted } from '../text/one-line.ts'
import { catalogue, commandNames, sections } from './catalogue.ts'
import type { CommandName } from './command.ts'
import type { Place } from './command-row.ts'
import { findCommand } from './find-command.ts'
import { refusalOf } from './gate.ts'
import type { Level } from './permissions.ts'
import { linesMessage, table } from './tables.ts'

/** What a person in the middle of a conversation needs most. */
const inShort: readonly CommandName[] = ['close', 'transfer', 'note', 'hold']

/** Who asks, and where. */
export interface Asking {
  readonly level: Level
  readonly place: Place
}

/** The answer to `help`, `help all` and `help <command>`: only what the asker may use here. */
export function helpFor(about: string | undefined, asking: Asking): Message {
  const wanted = about?.trim().toLowerCase()
  if (wanted === 'all') return everything(asking)
  if (wanted) return helpOn(wanted, asking)
  return asking.place === 'conversation' ? inConversation(asking) : overview(asking)
}

function usable({ level, place }: Asking): readonly CommandName[] {
  return commandNames.filter((name) => refusalOf(name, level, place) === undefined)
}

/** Six lines at most: the customer is waiting. */
function inConversation(asking: Asking): Message {
  const names = usable(asking)
  const shown = inShort
    .filter((name) => names.includes(name))
    .map((name) => [`!${catalogue[name].usage}`, catalogue[name].help])
  const intro = 'What you write goes to the customer, unless it begins with "!".'
  return linesMessage([intro], shown, [
    `The rest: !help all. More about one: !help ${names.includes('close') ? 'close' : 'version'}`,
  ])
}

/** One line per section, with the names alone. */
function overview(asking: Asking): Message {
  const mark = markFor(asking)
  const names = usable(asking)
  const rows = sections.flatMap((section) => {
    const inSection = names.filter((name) => catalogue[name].section === section)
    return inSection.length > 0 ? [[section, namesIn(inSection, mark)]] : []
  })
  return linesMessage([], rows, [`More: ${mark}help all, or ${mark}help and a command.`])
}

/** `rule list`, `rule add` stand together as `rule list|add`. */
function namesIn(names: readonly CommandName[], mark: string): string {
  const groups = Map.groupBy(names, (name) => name.split(' ')[0] ?? name)
  return [...groups]
    .map(([first, members]) => {
      const verbs = members.flatMap((name) => name.split(' ').slice(1))
      return `${mark}${first}${verbs.length > 0 ? ` ${verbs.join('|')}` : ''}`
    })
    .join(', ')
}

function everything(asking: Asking): Message {
  const mark = markFor(asking)
  const names = usable(asking)
  const rows = sections.flatMap((section) => {
    const inSection = names.filter((name) => catalogue[name].section === section)
    const lines = inSection.map((name) => [`${mark}${shortUsage(name)}`, catalogue[name].help])
    return lines.length > 0 ? [[section.toUpperCase()], ...lines] : []
  })
  return linesMessage(['<required>, [optional]'], rows, [])
}

/** The long tails of `agent add` and the like stand in their own help. */
function shortUsage(name: CommandName): string {
  const { usage } = catalogue[name]
  return usage.length <= 40 ? usage : `${usage.slice(0, usage.indexOf(' ', name.length + 1))} …`
}

function helpOn(wanted: string, asking: Asking): Message {
  const mark = markFor(asking)
  const found = findCommand(wanted.replace(/^!+/, ''))
  const name = found.ok ? found.name : undefined
  if (!name) return unknown(wanted, usable(asking), mark)
  const refusal = refusalOf(name, asking.level, asking.place)
  const { usage, help, examples, aliases } = catalogue[name]
  const lines = [
    `${mark}${usage}`,
    `${help.charAt(0).toUpperCase()}${help.slice(1)}.`,
    ...examples.map((example) => `Example: ${mark}${example}`),
    ...(aliases.length > 0 ? [`Also: ${aliases.join(', ')}`] : []),
    ...siblings(name, wanted, usable(asking), mark),
    ...(refusal ? [refusal] : []),
  ]
  return table(lines.map((line) => [line]))
}

/** Asked about `rule`, the others that begin so are named too. */
function siblings(name: CommandName, wanted: string, names: readonly CommandName[], mark: string): readonly string[] {
  const [first = ''] = name.split(' ')
  if (!name.includes(' ') || wanted.includes(' ')) return []
  return [
    `See also: ${namesIn(
      names.filter((other) => other.startsWith(`${first} `)),
      mark,
    )}`,
  ]
}

function unknown(wanted: string, names: readonly CommandName[], mark: string): Message {
  const meant = didYouMean(wanted, names)
  const hint = meant ? ` Did you mean ${mark}help ${meant}?` : ` ${mark}help all lists everything.`
  return table([[`${quoted(wanted, 40)} is not a command.${hint}`]])
}

function markFor({ place }: Asking): string {
  return place === 'dm' ? '' : '!'
}
