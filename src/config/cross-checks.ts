import { matchTemplate } from '../util/localpart.ts'
import type { Problem } from './problem.ts'
import { writePath } from './problem.ts'
import type { Where } from './problems-of.ts'
import { isRecord, type Path, valueAt } from './schema-walk.ts'

/** What no single key shows: values that contradict one another. Works on what is there, whatever else is wrong. */
export function crossChecks(value: unknown, where: Where): readonly Problem[] {
  const problem = (path: Path, text: string): Problem => ({
    where: where(path),
    path: writePath(path),
    text,
    kind: 'invalid',
  })
  return [
    ...sameTwice(value, ['id'], 'id', problem),
    ...sameTwice(value, ['address', 'port', 'nick'], 'nick', problem),
    ...sameTwice(value, ['domain'], 'domain', problem),
    ...['app_token', 'bot_token'].flatMap((token) => sameTwice(value, [token], token, problem, 'the same token')),
    ...listenersApart(value, problem),
    ...botIsNoGhost(value, problem),
    ...somebodyIsAdmin(value, problem),
  ]
}

type Report = (path: Path, text: string) => Problem

/** `shownAs`: in the place of a value that is secret. */
function sameTwice(
  value: unknown,
  keys: readonly string[],
  reported: string,
  problem: Report,
  shownAs?: string,
): readonly Problem[] {
  const networks = valueAt(value, ['networks'])
  if (!Array.isArray(networks)) return []
  const seen = new Map<string, number>()
  return networks.flatMap((network, index) => {
    const values = keys.map((name) => valueAt(network, [name]))
    if (values.some((found) => found === undefined && keys.length === 1)) return []
    const name = JSON.stringify(values)
    const first = seen.get(name)
    if (first === undefined) seen.set(name, index)
    if (first === undefined || values.at(-1) === undefined) return []
    const shown = shownAs ?? JSON.stringify(values.at(-1))
    return [problem(['networks', index, reported], `${shown} is already that of networks[${first}]`)]
  })
}

function listenersApart(value: unknown, problem: Report): readonly Problem[] {
  const isOff = (valueAt(value, ['public', 'address']) ?? '') === ''
  const ours = valueAt(value, ['appservice', 'port']) ?? 29390
  const open = valueAt(value, ['public', 'port']) ?? 29391
  if (isOff || ours !== open) return []
  return [problem(['public', 'port'], 'is also appservice.port; the two listeners must not share a port')]
}

function botIsNoGhost(value: unknown, problem: Report): readonly Problem[] {
  const template = valueAt(value, ['appservice', 'username_template']) ?? 'sb_{{.}}'
  const bot = valueAt(value, ['appservice', 'bot', 'username']) ?? 'switchboard'
  if (typeof template !== 'string' || typeof bot !== 'string' || !template.includes('{{.}}')) return []
  if (matchTemplate(template, bot) === undefined) return []
  return [problem(['appservice', 'username_template'], `"${template}" could also name the bot, "${bot}"`)]
}

const addAdmin = 'add "@you:your.server": admin'

function somebodyIsAdmin(value: unknown, problem: Report): readonly Problem[] {
  const permissions = valueAt(value, ['bridge', 'permissions'])
  if (!isRecord(permissions)) return []
  const admins = Object.keys(permissions).filter((who) => permissions[who] === 'admin')
  const say = (text: string) => [problem(['bridge', 'permissions'], text)]
  if (admins.length === 0) return say(`names no admin; ${addAdmin}`)
  const isMade = (valueAt(value, ['bridge', 'admin_room']) ?? '') === ''
  if (!isMade || admins.some((who) => who.startsWith('@'))) return []
  return say(
    `names no admin by Matrix ID, whom the bot could invite to its admin room; ${addAdmin}, or set bridge.admin_room`,
  )
}
