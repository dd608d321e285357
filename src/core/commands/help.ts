import { didYouMean } from '../../util/did-you-mean.ts'
import type { Message } from '../message/message.ts'
import { quoted } from '../text/one-line.ts'
import { catalogue, commandNames, sections } from './catalogue.ts'
import type { CommandName } from './command.ts'
import type { Place } from './command-row.ts'
import { findCommand } from './find-command.ts'
import { refusalOf } from './gate.ts'
import type { Level } from './permissions.ts'
import { table } from './tables.ts'

/** What a person in the middle of a conversation needs most. */
const inShort: readonly CommandName[] = ['close', 'transfer', 'note']
/** What it is asked with who is writing; one line for all of it. */
const aboutCustomer: readonly CommandName[] = ['profile', 'history', 'why']
const aside: readonly CommandName[] = ['hold', 'resume']

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
  const marked = (wanted: readonly CommandName[]) =>
    wanted.filter((name) => names.includes(name)).map((name) => `!${name}`)
  const about = marked(aboutCustomer).join(', ')
  const also = marked(aside).join(', ')
  const intro = 'What you write goes to the customer, unless it begins with "!".'
  const example = names.includes('close') ? 'close' : 'version'
  return table([
    [intro],
    ...shown,
    ...(about === '' ? [] : [[about, 'who writes, their earlier conversations, why they came to you']]),
    [`${also === '' ? '' : `Also: ${also}. `}The rest: !help all. More about one: !help ${example}`],
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
  return table([...rows, [`More: ${mark}help all, ${mark}help <command>`]])
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
  const names = usable(asking)
  const rows = sections.flatMap((section) => {
    const lines = withHelp(
      names.filter((name) => catalogue[name].section === section),
      asking,
    )
    return lines.length > 0 ? [[section.toUpperCase()], ...lines] : []
  })
  return table([['<required>, [optional]'], ...rows])
}

function withHelp(names: readonly CommandName[], asking: Asking): readonly (readonly string[])[] {
  return names.map((name) => [`${markFor(asking)}${shortUsage(name)}`, catalogue[name].help])
}

/** The long tails of `agent add` and the like stand in their own help. */
function shortUsage(name: CommandName): string {
  const { usage } = catalogue[name]
  return usage.length <= 40 ? usage : `${usage.slice(0, usage.indexOf(' ', name.length + 1))} …`
}

function helpOn(wanted: string, asking: Asking): Message {
  const names = usable(asking)
  const found = findCommand(wanted.replace(/^!+/, ''))
  if (!found.ok) return unknown(wanted, meantBy(wanted, found.suggestion, names), markFor(asking))
  const [noun = '', verb] = found.name.split(' ')
  const family = names.filter((name) => name.startsWith(`${noun} `))
  if (verb === 'list' && !wanted.includes(' ') && family.length > 0) return table(withHelp(family, asking))
  return helpOnOne(found.name, asking)
}

function helpOnOne(name: CommandName, asking: Asking): Message {
  const mark = markFor(asking)
  const { usage, help, examples, aliases, more = [] } = catalogue[name]
  const refusal = refusalOf(name, asking.level, asking.place)
  const lines = [
    `${mark}${usage}`,
    ...[help, ...more].map((line) => `${line.charAt(0).toUpperCase()}${line.slice(1)}.`),
    ...examples.map((example) => `Example: ${mark}${example}`),
    ...(aliases.length > 0 ? [`Also: ${aliases.join(', ')}`] : []),
    ...(refusal ? [refusal] : []),
  ]
  return table(lines.map((line) => [line]))
}

/** A command, or the noun of several, that can be used where help is asked for. */
function meantBy(wanted: string, suggestion: string | undefined, names: readonly CommandName[]): string | undefined {
  const nouns = names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? name)
  const known: readonly string[] = [...names, ...new Set(nouns)]
  return didYouMean(wanted, known) ?? known.find((name) => name === suggestion)
}

function unknown(wanted: string, meant: string | undefined, mark: string): Message {
  const hint = meant ? ` Did you mean ${mark}help ${meant}?` : ` ${mark}help all lists everything.`
  return table([[`${quoted(wanted, 40)} is not a command.${hint}`]])
}

function markFor({ place }: Asking): string {
  return place === 'conversation' ? '!' : ''
}
