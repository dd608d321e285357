/** What a program's own words about itself say, as far as they can be understood. */
export interface Software {
  readonly application?: string
  readonly version?: string
  readonly os?: string
  readonly device?: string
}

interface Row {
  /** The groups `application`, `version` and `os` are taken over where the row does not name them itself. */
  readonly pattern: RegExp
  readonly application?: string
  readonly device?: string
}

const number = String.raw`v?(?<version>\d[\w.-]*)`

/**
 * The first row that fits decides, so the most specific come first: some clients name another product before their own,
 * some scripts hide the client they run in, and years are no versions.
 */
const rows: readonly Row[] = [
  { pattern: new RegExp(String.raw`\+ScrollZ ${number}`), application: 'ScrollZ' },
  { pattern: new RegExp(String.raw`^ircII ${number}(?: (?<os>[A-Z]\w+))?`), application: 'ircII' },
  { pattern: new RegExp(String.raw`BitchX-${number}(?:.* on (?<os>\w+))?`), application: 'BitchX' },
  { pattern: new RegExp(`^X-Chat Aqua ${number}.*?(?<os>Darwin)`), application: 'X-Chat Aqua' },
  { pattern: new RegExp(`^XChat-WDK ${number}.*? / (?<os>[^[]+)`), application: 'XChat-WDK' },
  { pattern: new RegExp(String.raw`^HexChat ${number}(?: \[\w+\])?(?: / (?<os>[^[]+))?`), application: 'HexChat' },
  { pattern: new RegExp(String.raw`^(?:xchat|PChat) ${number} (?<os>Windows [\w.]+|\w+)`, 'i'), application: 'XChat' },
  { pattern: /^(?:\( )?NoNameScript |^SysReset /, application: 'mIRC', device: 'desktop' },
  {
    pattern: new RegExp(String.raw`^KVIrc ${number}(?:.*?(?<os>Windows [\w.]+|Linux|Darwin|macOS|FreeBSD))?`),
    application: 'KVIrc',
  },
  {
    pattern: new RegExp(String.raw`^Colloquy ${number}.*? - (?<os>iPhone OS [\d.]+|iOS [\d.]+)`),
    application: 'Colloquy',
    device: 'phone',
  },
  { pattern: new RegExp(`^AndChat ${number}`), application: 'AndChat', device: 'phone' },
  { pattern: /^IRCCloud:/, application: 'IRCCloud' },
  { pattern: new RegExp(`^LimeChat for (?<os>Mac|iOS) ${number}`), application: 'LimeChat' },
  { pattern: new RegExp(String.raw`^irssi ${number}(?: .*running on (?<os>\w+))?`), application: 'irssi' },
  { pattern: new RegExp(`^Quassel IRC ${number}`), application: 'Quassel' },
  { pattern: /^Purple IRC/, application: 'Pidgin' },
  { pattern: new RegExp(`^telepathy-idle ${number}`), application: 'Polari' },
  { pattern: new RegExp(`^thelounge ${number}`), application: 'The Lounge' },
  { pattern: new RegExp(`^ZNC ${number}`), application: 'ZNC (bouncer)' },
  { pattern: new RegExp(String.raw`^(?<application>[A-Za-z][\w'-]*(?: [A-Za-z][\w'-]*)?)[ /:-]+${number}`) },
  { pattern: /^(?<application>[A-Za-z][\w'-]{1,30})$/ },
]

/** Reads what a program says it is, on any network: `irssi v1.4.3`, `Profanity 0.13.1`. Unknown words give an empty answer, never a guess. */
export function readSoftware(raw: string): Software {
  const text = raw.replace(/\s+/g, ' ').trim()
  for (const { pattern, application, device } of rows) {
    const found = pattern.exec(text)
    if (found) return software({ ...found.groups, application: application ?? found.groups?.['application'], device })
  }
  return {}
}

function software(values: Readonly<Record<string, string | undefined>>): Software {
  const given = Object.entries(values).flatMap(([name, value]) => {
    const trimmed = value?.replace(/[ .,-]+$/, '')
    return trimmed ? [[name, trimmed]] : []
  })
  return Object.fromEntries(given) as Software
}
