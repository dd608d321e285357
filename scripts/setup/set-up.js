import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exclusively } from './exclusive.js'
import { ensureNodeModules } from './node-modules.js'
import { cache } from './places.js'
import { ensurePostgresLinks } from './postgres-links.js'
import { findRuntime } from './runtime.js'
import { servers } from './servers.js'

export const requirements = Object.keys(servers)

const installedList = join(cache, 'installed.json')

/** Tests and demo read from this list where each server is, or in one sentence why it is not there. */
function record(found) {
  const before = existsSync(installedList) ? JSON.parse(readFileSync(installedList, 'utf8')) : {}
  const after = JSON.stringify({ ...before, ...found }, undefined, 2)
  if (after === JSON.stringify(before, undefined, 2)) return
  writeFileSync(`${installedList}.part`, `${after}\n`)
  renameSync(`${installedList}.part`, installedList)
}

async function findServers(names, strict) {
  const found = {}
  for (const name of names) {
    try {
      found[name] = await servers[name]()
    } catch (error) {
      if (strict) throw error
      console.log(`  ${error.message}`)
      found[name] = { missing: error.message }
    }
  }
  record(found)
}

/**
 * Installs what the task needs and is not there yet. A task that is strict stops at the first thing that cannot be had;
 * the others go on, and what needs the missing server says so.
 * @returns the Node.js 24 to run the task with
 */
export function setUp({ needs, strict }) {
  return exclusively(async () => {
    await ensureNodeModules()
    await ensurePostgresLinks()
    const node = findRuntime()
    await findServers(needs, strict)
    return node
  })
}
