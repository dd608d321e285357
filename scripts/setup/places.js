import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(fileURLToPath(import.meta.url), '../../..')

/** Downloads live here. Git ignores it; several checkouts can share one by SWITCHBOARD_CACHE. */
export const cache = resolve(process.env.SWITCHBOARD_CACHE ?? join(root, '.cache'))

export const nodeModules = join(root, 'node_modules')
