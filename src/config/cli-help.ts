import { type Option, options, subcommands } from './cli-options.ts'

/** The help text, in the form mautrix bridges print it. */
export function helpText(version: string): string {
  const optionRows = options.map((option: Option) => [optionWords(option), option.says] as const)
  const commandRows = subcommands.map((command) => {
    const argument = 'argument' in command ? ` <${command.argument}>` : ''
    return [`${command.name}${argument}`, command.says] as const
  })
  const width = Math.max(...[...optionRows, ...commandRows].map(([words]) => words.length))
  const row = ([words, says]: readonly [string, string]) => `  ${words.padEnd(width)}  ${says}`
  return [
    `switchboard ${version} - routes customers on IRC and other networks to the right agent in Matrix`,
    '',
    'switchboard [-hgvne] [-c <path>] [-r <path>] [--data-dir <path>]',
    `            [${subcommands.map(({ name }) => (name === 'replay' ? 'replay <conversation>' : name)).join(' | ')}]`,
    '',
    ...optionRows.map(row),
    '',
    ...commandRows.map(row),
    '',
    'Exit codes: 0 fine, 2 unknown option, 10 configuration unreadable, 11 invalid, 12 log, 14 database,',
    '20 sample values left, 30 the homeserver refuses us.',
  ].join('\n')
}

function optionWords({ short, long, value }: Option): string {
  const start = short === undefined ? '    ' : `-${short}, `
  return `${start}--${long}${value === undefined ? '' : ` <${value}>`}`
}
