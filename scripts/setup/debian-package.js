import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './places.js'
import { run } from './run.js'

const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }

/** Package lists of our own: they need no root, and the machine's are left as they are. */
function ownLists() {
  const state = join(cache, 'apt')
  for (const folder of ['lists/partial', 'archives/partial']) mkdirSync(join(state, folder), { recursive: true })
  return [
    '-o',
    `Dir::State::Lists=${state}/lists`,
    '-o',
    `Dir::Cache=${state}`,
    '-o',
    `Dir::Cache::Archives=${state}/archives`,
  ]
}

// Everything is downloaded by the person who runs this, into a folder that apt's own user may not enter.
const asMyself = ['-o', 'APT::Sandbox::User=']

let listsAreFresh = false

/** apt-get with the machine's package lists, and if that fails with fresh lists of our own. */
async function aptGet(args, cwd) {
  try {
    return await run('apt-get', [...asMyself, ...(listsAreFresh ? ownLists() : []), ...args], { env, cwd })
  } catch (error) {
    if (listsAreFresh) throw error
  }
  await run('apt-get', [...asMyself, ...ownLists(), 'update'], { env, cwd })
  listsAreFresh = true
  return await run('apt-get', [...asMyself, ...ownLists(), ...args], { env, cwd })
}

/** The packages that installing `names` would add to this machine. */
export async function missingPackages(names, cwd) {
  const plan = await aptGet(['--simulate', '--no-install-recommends', 'install', ...names], cwd)
  return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1].split(':')[0])
}

async function unpackInto(folder, choosePackages) {
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(join(part, 'root'), { recursive: true })
  await aptGet(['download', ...(await choosePackages(part))], part)
  for (const file of readdirSync(part).filter((entry) => entry.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(part, file), join(part, 'root')])
  }
  renameSync(join(part, 'root'), folder)
  rmSync(part, { recursive: true, force: true })
}

/**
 * Unpacks Debian packages together into one folder of the cache, without installing them. The folder appears under its
 * name only when complete.
 * @returns the folder
 */
export async function unpackDebian(name, choosePackages, underTitle) {
  const folder = join(cache, 'debian', name)
  if (!existsSync(folder)) await underTitle(() => unpackInto(folder, choosePackages))
  return folder
}
