/** What a Matrix user may do. `block`: the bot ignores them; `none`: nothing but `help` and `version`. */
export type Level = 'block' | 'none' | 'agent' | 'supervisor' | 'admin'

const order: readonly Level[] = ['block', 'none', 'agent', 'supervisor', 'admin']

/** Matrix user ids, server names and `*`, each with a level, as in the configuration. */
export type Permissions = Readonly<Record<string, Level>>

/**
 * The level of a Matrix user: by their id, else by their server, else by `*`, else `none`. Somebody entered as an agent
 * (`isAgent`) is one wherever the configuration says less, except where it blocks them.
 */
export function levelOf(permissions: Permissions, user: string, isAgent = false): Level {
  const server = user.slice(user.indexOf(':') + 1)
  const configured = entry(permissions, user) ?? entry(permissions, server) ?? entry(permissions, '*') ?? 'none'
  return isAgent && configured === 'none' ? 'agent' : configured
}

/** Whether `level` is `needed` or more. */
export function reaches(level: Level, needed: Level): boolean {
  return order.indexOf(level) >= order.indexOf(needed)
}

function entry(permissions: Permissions, key: string): Level | undefined {
  return Object.hasOwn(permissions, key) ? permissions[key] : undefined
}
