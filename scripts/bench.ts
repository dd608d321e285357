// Measures Switchboard beside baselines of the same run: `npm run bench`, or `npm run bench -- choose claim` for some parts.
// Ends with 0 when everything was measured, whether or not targets were met; 1 when a part could not be measured; 2 when a
// part is named that does not exist.

import { availableParallelism, loadavg } from 'node:os'
import { chooseParts } from './bench/choose-parts.ts'
import { parts } from './bench/parts.ts'
import { watchMachine } from './bench/process-cpu.ts'
import { type Part, Report } from './bench/report.ts'

const stillRunningMs = 30_000
const { chosen, message, exitCode } = chooseParts(parts, process.argv.slice(2))

function printMachine(): void {
  const [load = 0] = loadavg()
  const at = new Date().toISOString().slice(0, 16).replace('T', ' ')
  console.log(
    `${at} UTC, ${availableParallelism()} processors, load ${load.toFixed(1)} before the start, Node.js ${process.versions.node}`,
  )
  if (load > 1) console.log('Others use this machine: only figures beside each other mean anything.')
}

/** Whether it could be measured. */
async function measure(part: Part, report: Report): Promise<boolean> {
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 1000)
  const progress = setInterval(() => console.log(`  ... ${part.name} for ${seconds()} s`), stillRunningMs)
  const look = watchMachine()
  try {
    await part.run(report)
    return true
  } catch (error) {
    console.error(`  could not be measured: ${error instanceof Error ? error.stack : String(error)}`)
    return false
  } finally {
    clearInterval(progress)
    const { own, others } = look()
    const share = (part: number) => `${Math.round(part * 100)} %`
    console.log(`  (${seconds()} s; of the processors the bench used ${share(own)}, others ${share(others)})`)
  }
}

async function main(): Promise<number> {
  const report = new Report()
  printMachine()
  const failed: string[] = []
  for (const [n, part] of chosen.entries()) {
    report.begin(part, `${n + 1} of ${chosen.length}`)
    if (!(await measure(part, report))) failed.push(part.name)
  }
  report.summary()
  if (failed.length > 0) console.error(`\nCould not be measured: ${failed.join(', ')}`)
  return failed.length === 0 ? 0 : 1
}

if (message === undefined) {
  // Client libraries keep timers; what is left ends with this process.
  process.exit(await main())
} else {
  console.log(message)
  process.exitCode = exitCode
}
