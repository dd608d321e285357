import { parse, stringify } from 'yaml'
import { escapePattern, templatePattern } from '../util/localpart.ts'
import type { Problem } from './problem.ts'
import type { Config } from './schema.ts'
import { isRecord } from './schema-walk.ts'
import { tokenPlaceholder } from './sections/appservice.ts'

export interface Tokens {
  readonly asToken: string
  readonly hsToken: string
}

type Identity = Pick<Config, 'homeserver' | 'appservice'>

const head = ` The registration of Switchboard as an application service, made by: switchboard -g
 Add its path to app_service_config_files in homeserver.yaml and restart the homeserver.
`

/**
 * The registration file. The patterns are anchored at the end too: the homeserver (Python `re.match`) anchors only the
 * start. `sender_localpart` is the bot. Both flags for ephemeral events, because homeservers know one or the other.
 */
export function makeRegistration(config: Identity, tokens: Tokens): string {
  const { appservice } = config
  const registration = {
    id: appservice.id,
    url: appservice.address,
    as_token: tokens.asToken,
    hs_token: tokens.hsToken,
    sender_localpart: appservice.bot.username,
    rate_limited: false,
    namespaces: namespacesOf(config),
    receive_ephemeral: appservice.ephemeral_events,
    'de.sorunome.msc2409.push_ephemeral': appservice.ephemeral_events,
  }
  return `${head.replace(/^ /gm, '# ')}${stringify(registration, { lineWidth: 0 })}`
}

function namespacesOf({ homeserver, appservice }: Identity) {
  const at = `:${escapePattern(homeserver.domain)}$`
  const ghosts = templatePattern(appservice.username_template)
  const exclusive = (regex: string) => ({ exclusive: true, regex })
  return {
    users: [exclusive(`^@${escapePattern(appservice.bot.username)}${at}`), exclusive(`^@${ghosts}${at}`)],
    aliases: [exclusive(`^#${ghosts}${at}`)],
    rooms: [],
  }
}

/**
 * What in a registration file does not fit the configuration it should have been made from. Namespaces of the
 * operator's own beside ours are fine; so are keys of which nothing breaks here.
 */
export function checkRegistration(text: string, config: Config): readonly Problem[] {
  const found = readYaml(text)
  if (!isRecord(found)) return [{ where: '', path: '', text: 'is not a registration', kind: 'unreadable' }]
  const { appservice } = config
  const wanted = {
    id: appservice.id,
    as_token: appservice.as_token,
    hs_token: appservice.hs_token,
    sender_localpart: appservice.bot.username,
    rate_limited: false,
  }
  const keys = Object.entries(wanted).flatMap(([name, value]) => {
    if (found[name] === tokenPlaceholder) return [problem(name, `is still the sample value; ${remedy}`, 'placeholder')]
    return found[name] === value ? [] : [problem(name, differs(name), 'invalid')]
  })
  return [...keys, ...missingNamespaces(found['namespaces'], config)]
}

const remedy = 'generate the registration with switchboard -g and restart the homeserver.'

function differs(name: string): string {
  return name === 'rate_limited' ? 'must be false' : `does not fit the configuration; ${remedy}`
}

function missingNamespaces(found: unknown, config: Config): readonly Problem[] {
  const { users, aliases } = namespacesOf(config)
  return Object.entries({ users, aliases }).flatMap(([kind, wanted]) => {
    const entries = isRecord(found) ? found[kind] : undefined
    const patterns = Array.isArray(entries)
      ? entries.map((entry) => (isRecord(entry) ? entry['regex'] : undefined))
      : []
    const lacks = wanted.filter(({ regex }) => !patterns.includes(regex))
    return lacks.map(({ regex }) => problem(`namespaces.${kind}`, `lacks ${regex}; ${remedy}`, 'invalid'))
  })
}

function problem(path: string, text: string, kind: Problem['kind']): Problem {
  return { where: '', path, text, kind }
}

function readYaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
