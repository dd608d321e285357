import { exitCode } from '../config/exit-code.ts'

const sameRequestMs = 1000

/** What of Node's `process` a stop can come from. */
export type OwnProcess = Pick<NodeJS.Process, 'on' | 'exit' | 'stdin' | 'send' | 'connected' | 'channel'>

/**
 * The first signal asks to stop in order, a later one stops at once. One request may come as several signals: systemd
 * signals the launcher and its child, and the launcher passes on what it got. A terminal that is closed takes us with it;
 * without one SIGHUP is about the log. A launcher that was killed sends nothing, but its channel to us closes.
 */
export function stopSignal(own: OwnProcess = process, now: () => number = () => performance.now()): AbortSignal {
  const stop = new AbortController()
  let askedAt = Number.POSITIVE_INFINITY
  const hangUp = own.stdin.isTTY ? ['SIGHUP'] : []
  for (const name of ['SIGINT', 'SIGTERM', ...hangUp]) {
    own.on(name, () => {
      if (now() - askedAt > sameRequestMs) own.exit(exitCode.failed)
      askedAt = Math.min(askedAt, now())
      stop.abort()
    })
  }
  const hasLauncher = own.send !== undefined
  if (hasLauncher && !own.connected) stop.abort()
  own.on('disconnect', () => stop.abort())
  // Listening to it would keep us alive after all work has ended.
  own.channel?.unref()
  return stop.signal
}
