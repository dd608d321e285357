import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeModules, root } from './places.js'
import { run } from './run.js'
import { step } from './step.js'

const marker = join(nodeModules, '.switchboard-lock')

function readLock() {
  const text = readFileSync(join(root, 'package-lock.json'))
  return { text, hash: createHash('sha256').update(text).digest('hex') }
}

/** True if a person's own `npm ci` already put exactly the locked packages there; npm writes this list last. */
function isInstalledByHand(lockText) {
  const list = join(nodeModules, '.package-lock.json')
  if (!existsSync(list)) return false
  const wanted = JSON.parse(lockText).packages
  const found = JSON.parse(readFileSync(list, 'utf8')).packages
  const same = Object.entries(found).every(([path, entry]) => wanted[path]?.version === entry.version)
  return (
    same &&
    Object.entries(wanted).every(
      ([path, entry]) => path === '' || path in found || entry.optional === true || entry.peer === true,
    )
  )
}

export async function ensureNodeModules() {
  const { text, hash } = readLock()
  if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === hash) return
  if (!isInstalledByHand(text)) {
    await step('npm packages', () =>
      run('npm', ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
      }),
    )
  }
  writeFileSync(marker, `${hash}\n`)
}
