import './matrix/native-crypto-shim.ts'
import { readFileSync } from 'node:fs'
import { type Action, parseArgs } from './config/cli.ts'
import { exitCode } from './config/exit-code.ts'
import { loadConfigAndRegistration } from './config/load-config.ts'
import { nodeIo, type OfflineIo } from './config/offline-io.ts'
import { runOffline } from './config/run-offline.ts'
import { StartFailure } from './main/start-failure.ts'
import { stopSignal } from './main/stop-signal.ts'

// Whoever reads our output may go first; the work goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const io = nodeIo(version)
const action = parseArgs(process.argv.slice(2))
process.exitCode = runOffline(action, io) ?? (await runOnline(action, io).catch(saySo))
// All work has ended; whatever a library left behind must not keep us.
setTimeout(() => process.exit(), 2000).unref()

/** Loads the parts only now: what needs no server starts quickly. */
async function runOnline(online: Action, offlineIo: OfflineIo): Promise<number> {
  if (!('configPath' in online)) return exitCode.usage
  const loaded = loadConfigAndRegistration(online, offlineIo)
  if (!loaded.ok) {
    offlineIo.printError(loaded.report)
    return loaded.exitCode
  }
  const { config } = loaded
  switch (online.kind) {
    case 'doctor':
      return (await import('./main/doctor.ts')).doctor(config, online, offlineIo.print)
    case 'replay':
      return (await import('./main/replay.ts')).printReplay(config, online, online.conversation, offlineIo.print)
    case 'export':
      return (await import('./main/export.ts')).printExport(config, online, offlineIo.print)
    case 'run':
      return (await import('./main/run.ts')).run(config, online, version, stopSignal())
    case 'check-config':
    case 'generate-config':
    case 'generate-registration':
      return exitCode.usage
  }
}

/** What was expected to go wrong now and then is a sentence; anything else is a mistake of ours and shows where it is. */
function saySo(error: unknown): number {
  if (!(error instanceof StartFailure)) throw error
  io.printError(error.message)
  return error.exitCode
}
