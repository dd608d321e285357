// Runs before anything is installed: Node.js built-ins only, and nothing newer than Node.js 20 has.
import { setUp } from './setup/set-up.js'
import { startTask } from './setup/start-task.js'
import { tasks } from './setup/tasks.js'

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
