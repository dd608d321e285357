// Starts a homeserver, an IRC server, an XMPP server, a stand-in for Slack and Switchboard on this machine, plays a
// conversation on each network, and lets you join in.
// `npm run demo` stays up until Ctrl-C; `npm run demo -- --once` ends after the play.

import { demoFolder } from './demo/demo-folder.ts'
import { listenForEnd } from './demo/end-request.ts'
import { perform } from './demo/perform.ts'
import { silenceProgress } from './demo/progress.ts'
import { quietConsole } from './demo/quiet-console.ts'
import { aside, print } from './demo/screen.ts'
import { showFailure } from './demo/show-failure.ts'
import { placesIn } from './demo/switchboard.ts'
import { printTryIt } from './demo/try-it-yourself.ts'

const unknown = process.argv.slice(2).filter((word) => word !== '--once' && word !== '--')

async function main(once: boolean): Promise<number> {
  quietConsole()
  const end = listenForEnd()
  const installation = placesIn(demoFolder())
  await using stack = new AsyncDisposableStack()
  stack.defer(() => aside('Everything is stopped; nothing is left behind.'))
  try {
    const performance = perform(installation, stack)
    const outcome = await Promise.race([performance, end.asked])
    if (typeof outcome === 'number') return outcome
    if (once) return 0
    printTryIt(outcome.ports, installation)
    await Promise.race([end.asked, outcome.ended])
    return 0
  } catch (error) {
    silenceProgress()
    showFailure(error, installation)
    return 1
  } finally {
    silenceProgress()
    print()
    aside('Stopping: Switchboard first, then the servers ...')
  }
}

if (unknown.length > 0) {
  print(`There is no option ${unknown[0]}. npm run demo -- --once ends after the play; without it the demo stays up.`)
  process.exitCode = 2
} else {
  // The client SDK keeps timers, and servers may still be starting: what is left ends with this process.
  process.exit(await main(process.argv.includes('--once')))
}
