import { spawn } from 'node:child_process'

const running = new Set()

/** Ends what is being installed when somebody ends us; once nothing is, the signals are the task's own business. */
export function endInstallOnSignal() {
  const endings = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ].map(([signal, code]) => {
    const end = () => {
      for (const child of running) child.kill('SIGTERM')
      process.exit(code)
    }
    process.on(signal, end)
    return () => process.off(signal, end)
  })
  return () => {
    for (const undo of endings) undo()
  }
}

/** The beginning and the end: npm says what is wrong first, most others last. */
function excerpt(output) {
  const lines = output.trimEnd().split('\n')
  return (lines.length <= 24 ? lines : [...lines.slice(0, 8), '  ...', ...lines.slice(-15)]).join('\n')
}

/** Runs a program to its end and returns what it printed. Throws with an excerpt of it if it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    running.add(child)
    let out = ''
    let all = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      all += chunk
    })
    child.stderr.on('data', (chunk) => {
      all += chunk
    })
    child.on('error', (error) => {
      running.delete(child)
      reject(new Error(`${command} cannot be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      running.delete(child)
      if (code === 0) return resolve(out)
      reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${excerpt(all)}`))
    })
  })
}
