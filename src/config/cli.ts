import { didYouMean } from '../util/did-you-mean.ts'
import { type Option, type OptionName, options, type SubcommandName, subcommands } from './cli-options.ts'

export interface Paths {
  readonly configPath: string
  readonly registrationPath: string
  readonly dataDir: string
  /** The program must not write to the configuration. */
  readonly noUpdate: boolean
}

/** What the command line asks for. */
export type Action =
  | (Paths & { readonly kind: 'run' })
  | (Paths & { readonly kind: 'generate-config' })
  | (Paths & { readonly kind: 'generate-registration' })
  | (Paths & { readonly kind: 'check-config' })
  | (Paths & { readonly kind: 'doctor' })
  | (Paths & { readonly kind: 'replay'; readonly conversation: number })
  | (Paths & { readonly kind: 'export' })
  | { readonly kind: 'version'; readonly json: boolean }
  | { readonly kind: 'help' }
  | UsageError

/** A command line that asks for nothing we have; `text` says what would be accepted. */
export interface UsageError {
  readonly kind: 'usage-error'
  readonly text: string
}

interface Words {
  readonly given: Map<OptionName, string>
  readonly plain: string[]
}

/** Reads a command line (without the program's name). Pure. */
export function parseArgs(argv: readonly string[]): Action {
  const words = readWords(argv)
  if ('kind' in words) return words
  const { given, plain } = words
  if (given.has('help')) return { kind: 'help' }
  if (given.has('version') || given.has('version-json')) return { kind: 'version', json: given.has('version-json') }
  const paths: Paths = {
    configPath: given.get('config') ?? 'config.yaml',
    registrationPath: given.get('registration') ?? 'registration.yaml',
    dataDir: given.get('data-dir') ?? 'data',
    noUpdate: given.has('no-update'),
  }
  const [name, ...rest] = plain
  const generates = given.has('generate-example-config') ? '-e' : given.has('generate-registration') ? '-g' : undefined
  if (generates !== undefined) return generate(generates, words, paths)
  return name === undefined ? { kind: 'run', ...paths } : subcommand(name, rest, paths)
}

function generate(flag: '-e' | '-g', { given, plain: [more] }: Words, paths: Paths): Action {
  if (more !== undefined) return usage(`${flag} takes nothing after it, but there is "${more}".`)
  if (flag === '-g') return { kind: 'generate-registration', ...paths }
  if (!given.has('generate-registration')) return { kind: 'generate-config', ...paths }
  return usage('-e and -g exclude each other: one writes the sample, the other needs it filled in.')
}

function readWords(argv: readonly string[]): Words | UsageError {
  const words: Words = { given: new Map(), plain: [] }
  const rest = argv.flatMap(splitShort)
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') {
      words.plain.push(word)
      continue
    }
    const { name, attached } = splitAttached(word)
    const option = find(name)
    if (!option) return unknownOption(name)
    if (option.value === undefined && attached !== undefined) return usage(`${name} takes no value.`)
    const value = option.value === undefined ? '' : (attached ?? rest.shift())
    if (value === undefined || (option.value !== undefined && value === '')) {
      return usage(`${name} needs a ${option.value}, as in: switchboard ${name} config.yaml`)
    }
    words.given.set(option.long, value)
  }
  return words
}

/** `-gn` is `-g -n`; a letter with a value takes what follows it: `-cfoo.yaml`. */
function splitShort(word: string): readonly string[] {
  if (!/^-[^-=]{2,}/.test(word)) return [word]
  const letters = [...word.slice(1)]
  const takesRest = letters.findIndex((letter) => find(`-${letter}`)?.value !== undefined)
  const flags = (takesRest < 0 ? letters : letters.slice(0, takesRest)).map((letter) => `-${letter}`)
  if (takesRest < 0) return flags
  const value = letters
    .slice(takesRest + 1)
    .join('')
    .replace(/^=/, '')
  return [...flags, `-${letters[takesRest]}`, ...(value === '' ? [] : [value])]
}

function splitAttached(word: string): { name: string; attached: string | undefined } {
  const equals = word.indexOf('=')
  if (equals < 0) return { name: word, attached: undefined }
  return { name: word.slice(0, equals), attached: word.slice(equals + 1) }
}

function find(name: string): (Option & { long: OptionName }) | undefined {
  const known: readonly (Option & { long: OptionName })[] = options
  return known.find(({ short, long }) => name === `--${long}` || (short !== undefined && name === `-${short}`))
}

function subcommand(name: string, rest: readonly string[], paths: Paths): Action {
  const known = subcommands.find((candidate) => candidate.name === name)
  if (!known) return unknownSubcommand(name)
  if (known.name === 'replay') return replay(rest, paths)
  if (rest.length > 0) return usage(`${name} takes nothing after it, but there is "${rest[0]}".`)
  return { kind: known.name, ...paths }
}

function replay(rest: readonly string[], paths: Paths): Action {
  const [number = '', ...more] = rest
  const isNumber = /^[1-9]\d{0,14}$/.test(number) && more.length === 0
  if (!isNumber) return usage('replay needs the number of one conversation, as in: switchboard replay 4711')
  return { kind: 'replay', conversation: Number(number), ...paths }
}

function unknownOption(name: string): UsageError {
  const near =
    name.startsWith('--') &&
    didYouMean(
      name.slice(2),
      options.map(({ long }) => long),
    )
  return usage(near ? `There is no option ${name}. Did you mean --${near}?` : `There is no option ${name}.`)
}

function unknownSubcommand(name: string): UsageError {
  const names: readonly SubcommandName[] = subcommands.map((known) => known.name)
  const near = didYouMean(name, names)
  const known = `Known: ${names.join(', ')}.`
  return usage(
    near ? `There is no command "${name}". Did you mean ${near}? ${known}` : `There is no command "${name}". ${known}`,
  )
}

function usage(text: string): UsageError {
  return { kind: 'usage-error', text: `${text} All options: switchboard -h` }
}
