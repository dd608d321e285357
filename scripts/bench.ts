// Measures Switchboard beside baselines of the same run: `npm run bench`, or `npm run bench -- choose claim` for some parts.

import { availableParallelism, loadavg } from 'node:os'
import { parts } from './bench/parts.ts'
import { Report } from './bench/report.ts'

const names = process.argv.slice(2).filter((word) => word !== '--')
const unknown = names.filter((name) => !parts.some((part) => part.name === name))

function printMachine(): void {
  const [load = 0] = loadavg()
  console.log(
    `${availableParallelism()} processors, load ${load.toFixed(1)} before the start, Node.js ${process.versions.node}`,
  )
  if (load > 1) console.log('Others use this machine: only figures beside each other mean anything.')
}

async function main(): Promise<number> {
  const report = new Report()
  printMachine()
  let failed = 0
  for (const part of parts) {
    if (names.length > 0 && !names.includes(part.name)) continue
    const startedAt = performance.now()
    report.begin(part)
    try {
      await part.run(report)
      console.log(`  (${Math.round((performance.now() - startedAt) / 1000)} s)`)
    } catch (error) {
      failed += 1
      console.error(`  could not be measured: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
  report.summary()
  return failed === 0 ? 0 : 1
}

if (unknown.length > 0) {
  console.error(`There is no part ${unknown[0]}. Parts: ${parts.map(({ name }) => name).join(', ')}`)
  process.exitCode = 2
} else {
  // Client libraries keep timers; what is left ends with this process.
  process.exit(await main())
}
