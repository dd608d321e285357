import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cache } from './places.js'
import { endInstallOnSignal } from './run.js'

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = Number.parseInt(readFileSync(file, 'utf8'), 10)
  if (Number.isNaN(holder) || isAlive(holder)) return false
  rmSync(file, { force: true })
  return tryLock(file)
}

/** Two starts at once must not install into the same folders: the second waits for the first. */
export async function exclusively(work) {
  mkdirSync(cache, { recursive: true })
  const file = join(cache, 'setup.lock')
  if (!tryLock(file)) {
    console.log('  another start is installing; waiting for it')
    while (!tryLock(file)) await pause(200)
  }
  const release = () => rmSync(file, { force: true })
  const leaveSignals = endInstallOnSignal()
  process.once('exit', release)
  try {
    return await work()
  } finally {
    leaveSignals()
    process.off('exit', release)
    release()
  }
}
