import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeModules, root } from './places.js'
import { run } from './run.js'
import { step } from './step.js'

const marker = join(nodeModules, '.switchboard-lock')
const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']

function readLock() {
  const text = readFileSync(join(root, 'package-lock.json'))
  return { content: JSON.parse(text), hash: createHash('sha256').update(text).digest('hex') }
}

/** True if a person's own install already put the locked packages there; npm writes this list last. */
function isInstalledByHand(lock) {
  const list = join(nodeModules, '.package-lock.json')
  if (!existsSync(list)) return false
  const wanted = lock.packages
  const found = JSON.parse(readFileSync(list, 'utf8')).packages
  const mayBeAbsent = (path) => path === '' || wanted[path].optional === true || wanted[path].peer === true
  return (
    Object.entries(found).every(([path, entry]) => wanted[path]?.version === entry.version) &&
    Object.keys(wanted).every((path) => path in found || mayBeAbsent(path))
  )
}

function lockFitsManifest(lock) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  return kinds.every((kind) => {
    const [wanted, locked] = [manifest[kind] ?? {}, lock.packages[''][kind] ?? {}]
    const names = Object.keys(wanted)
    return names.length === Object.keys(locked).length && names.every((name) => wanted[name] === locked[name])
  })
}

/**
 * COMPAT: `npm ci` refuses a lock that was written against a registry without the packages for other platforms.
 * `npm install` takes it, and with --no-save it changes neither the lock nor any locked version.
 */
async function install(lock) {
  try {
    await run('npm', ['ci', ...flags], { cwd: root })
  } catch (error) {
    if (!error.message.includes('in sync') || !lockFitsManifest(lock)) throw error
    await run('npm', ['install', '--no-save', ...flags], { cwd: root })
  }
}

export async function ensureNodeModules() {
  const { content, hash } = readLock()
  if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === hash) return
  if (!isInstalledByHand(content)) await step('npm packages', () => install(content))
  writeFileSync(marker, `${hash}\n`)
}
