import { LineCounter, parseDocument, stringify } from 'yaml'
import { escapePattern, templatePattern } from '../util/localpart.ts'
import { type Problem, writePath } from './problem.ts'
import type { Config } from './schema.ts'
import { isRecord, type Path } from './schema-walk.ts'
import { tokenPlaceholder } from './sections/appservice.ts'
import { lineOf, yamlProblems } from './source-lines.ts'

export interface Tokens {
  readonly asToken: string
  readonly hsToken: string
}

/** What of a configuration stands in its registration too. */
export type Identity = Pick<Config, 'homeserver' | 'appservice'>

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
 * What in a registration file does not fit the configuration it should have been made from; without one only what is
 * wrong by itself. Namespaces of the operator's own beside ours are fine; so are keys of which nothing breaks here.
 */
export function checkRegistration(text: string, config: Identity | undefined): readonly Problem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const broken = yamlProblems(document, lines)
  if (broken.length > 0) return broken
  const found: unknown = document.toJS()
  if (!isRecord(found)) return [{ where: 'line 1', path: '', text: 'is not a registration', kind: 'unreadable' }]
  const report: Report = (path, why, kind = 'invalid') => {
    const line = lineOf(document, lines, path)
    return { where: line === undefined ? '' : `line ${line}`, path: writePath(path), text: why, kind }
  }
  return [
    ...otherKeys(found, config, report),
    ...(config ? otherAddress(found, config, report) : []),
    ...(config ? missingNamespaces(found['namespaces'], config, report) : []),
    ...(config ? otherEphemeral(found, config, report) : []),
  ]
}

type Found = Readonly<Record<string, unknown>>
type Report = (path: Path, why: string, kind?: Problem['kind']) => Problem

const remedy = 'generate the registration with switchboard -g and restart the homeserver.'
const makeEqual = 'Make them equal; if the registration changes, restart the homeserver.'

function otherKeys(found: Found, config: Identity | undefined, report: Report): readonly Problem[] {
  const { appservice } = config ?? {}
  const wanted: Readonly<Record<string, unknown>> = {
    id: appservice?.id,
    as_token: appservice?.as_token,
    hs_token: appservice?.hs_token,
    sender_localpart: appservice?.bot.username,
    rate_limited: false,
  }
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (found[name] === tokenPlaceholder) return [report([name], `is still the sample value; ${remedy}`, 'placeholder')]
    if (value === undefined || found[name] === value) return []
    return [report([name], differs(name))]
  })
}

function differs(name: string): string {
  return name === 'rate_limited' ? 'must be false' : `does not fit the configuration; ${remedy}`
}

function otherAddress({ url }: Found, { appservice }: Identity, report: Report): readonly Problem[] {
  if (typeof url === 'string' && url.replace(/\/+$/, '') === appservice.address) return []
  return [report(['url'], `is ${JSON.stringify(url)}, but appservice.address is "${appservice.address}". ${makeEqual}`)]
}

/** Homeservers know the one or the other key. */
function otherEphemeral(found: Found, { appservice }: Identity, report: Report): readonly Problem[] {
  const isSent = found['receive_ephemeral'] === true || found['de.sorunome.msc2409.push_ephemeral'] === true
  const isWanted = appservice.ephemeral_events
  if (isSent === isWanted) return []
  return [report(['receive_ephemeral'], `is ${isSent}, but appservice.ephemeral_events is ${isWanted}. ${makeEqual}`)]
}

function missingNamespaces(found: unknown, config: Identity, report: Report): readonly Problem[] {
  const { users, aliases } = namespacesOf(config)
  return Object.entries({ users, aliases }).flatMap(([kind, wanted]) => {
    const entries = isRecord(found) ? found[kind] : undefined
    const patterns = Array.isArray(entries)
      ? entries.map((entry) => (isRecord(entry) ? entry['regex'] : undefined))
      : []
    const lacks = wanted.filter(({ regex }) => !patterns.includes(regex))
    return lacks.map(({ regex }) => report(['namespaces', kind], `lacks ${regex}; ${remedy}`))
  })
}
