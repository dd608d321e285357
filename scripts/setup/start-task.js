import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { nodeModules, root } from './places.js'

/**
 * Signals reach the task, and it alone decides when to end. On a terminal Ctrl-C goes to the whole foreground group, so
 * the task has SIGINT already and a second one would look like an impatient person.
 */
function forwardSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
}

export function startTask(node, script, args) {
  const file = join(root, 'scripts', script)
  if (!existsSync(file)) throw new Error(`scripts/${script} does not exist.`)
  const path = [join(nodeModules, '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(node, [file, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path } })
  forwardSignals(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? 1
      if (signal !== null) {
        process.removeAllListeners(signal)
        process.kill(process.pid, signal)
      }
      resolve()
    })
  })
}
