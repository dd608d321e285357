/** The options of the command line; the parser and the help text are both made from this table. */
export interface Option {
  readonly short?: string
  readonly long: string
  /** What the value is called in the help; absent for options without value. */
  readonly value?: string
  readonly says: string
}

export const options = [
  { short: 'c', long: 'config', value: 'path', says: 'The configuration (config.yaml).' },
  { short: 'r', long: 'registration', value: 'path', says: 'The registration (registration.yaml).' },
  { long: 'data-dir', value: 'path', says: 'Where the own database and caches live (data).' },
  { short: 'e', long: 'generate-example-config', says: 'Write the sample configuration and quit; with -c - print it.' },
  {
    short: 'g',
    long: 'generate-registration',
    says: 'Write the registration, save its tokens in the configuration and quit.',
  },
  { short: 'n', long: 'no-update', says: 'Never write to the configuration.' },
  { short: 'v', long: 'version', says: 'Print the version and quit.' },
  { long: 'version-json', says: 'Print the version as JSON and quit.' },
  { short: 'h', long: 'help', says: 'Print this and quit.' },
] as const satisfies readonly Option[]

export const subcommands = [
  { name: 'check-config', says: 'Say what is wrong with the configuration and the registration.' },
  { name: 'doctor', says: 'Try everything that must work, each with its remedy.' },
  { name: 'replay', argument: 'conversation', says: 'Print what happened in a conversation, event by event.' },
  { name: 'export', says: 'Print rules and agent data as YAML.' },
] as const

export type OptionName = (typeof options)[number]['long']
export type SubcommandName = (typeof subcommands)[number]['name']
