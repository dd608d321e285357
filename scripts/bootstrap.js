// Runs before anything is installed: Node.js built-ins only, and nothing newer than Node.js 20 has.
import { requirements, setUp } from './setup/set-up.js'
import { startTask } from './setup/start-task.js'

const forTests = ['synapse', 'inspircd', 'ngircd', 'prosody', 'ejabberd', 'terminal', 'weechat', 'profanity']

const tasks = {
  demo: { script: 'demo.ts', args: [], needs: ['synapse', 'inspircd'], strict: true },
  test: {
    script: 'run-tests.ts',
    args: ['all'],
    needs: forTests,
    strict: false,
  },
  'test:fast': { script: 'run-tests.ts', args: ['fast'], needs: [], strict: false },
  'test:long': {
    script: 'run-tests.ts',
    args: ['long'],
    needs: forTests,
    strict: false,
  },
  bench: { script: 'bench.ts', args: [], needs: ['synapse', 'inspircd', 'heisenbridge'], strict: true },
  check: { script: 'check.ts', args: [], needs: [], strict: false },
  setup: { script: undefined, args: [], needs: requirements, strict: true },
}

async function main([name = '', ...args]) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined
  if (task === undefined) throw new Error(`Say what to do: node scripts/bootstrap.js ${Object.keys(tasks).join(' | ')}`)
  const node = await setUp(task)
  if (task.script !== undefined) await startTask(node, task.script, [...task.args, ...args])
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`\n${error.message}`)
  process.exitCode = 1
})
