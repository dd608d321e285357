import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exclusively } from './exclusive.js'
import { ensureNodeModules } from './node-modules.js'
import { cache } from './places.js'
import { ensurePostgresLinks } from './postgres-links.js'
import { findRuntime } from './runtime.js'
import { servers } from './servers.js'

const installedList = join(cache, 'installed.json')

/** Tests and demo read from this list where each server is, or in one sentence why it is not there. */
function record(found) {
  const before = existsSync(installedList) ? JSON.parse(readFileSync(installedList, 'utf8')) : {}
  const after = JSON.stringify({ ...before, ...found }, undefined, 2)
  if (after === JSON.stringify(before, undefined, 2)) return
  writeFileSync(`${installedList}.part`, `${after}\n`)
  renameSync(`${installedList}.part`, installedList)
}

async function findServer(name, strict) {
  try {
    return await servers[name]()
  } catch (error) {
    if (strict) throw error
    console.log(`  ${error.message}`)
    return { missing: error.message }
  }
}

async function findOneByOne(names, strict) {
  const found = {}
  for (const name of names) found[name] = await findServer(name, strict)
  return found
}

/** All of them to the end, so that nothing is still installing when the first error is told. */
async function allOf(works) {
  const outcomes = await Promise.allSettled(works)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure !== undefined) throw failure.reason
  return outcomes.map((outcome) => outcome.value)
}

/**
 * Installs what the task needs and is not there yet: npm, pip and apt side by side. A task that is strict fails when
 * something cannot be had; the others go on, and what needs the missing server says so.
 * @returns the Node.js 24 to run the task with
 */
export function setUp({ needs, strict }) {
  const isPython = (name) => name === 'synapse' || name === 'heisenbridge'
  return exclusively(async () => {
    const [, ...found] = await allOf([
      ensureNodeModules().then(ensurePostgresLinks),
      findOneByOne(needs.filter(isPython), strict),
      findOneByOne(
        needs.filter((name) => !isPython(name)),
        strict,
      ),
    ])
    record(Object.assign({}, ...found))
    return findRuntime()
  })
}
