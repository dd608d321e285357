/** Exit codes as a shell gives them for programs ended by a signal. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

export interface EndRequest {
  /** Resolves with the exit code when somebody wants the demo to end. */
  readonly asked: Promise<number>
}

/**
 * The first signal asks to end in order. A second Ctrl-C ends at once; what was started is then ended by the reaper. When
 * a terminal is closed the signal may come twice, and nothing can be written any more.
 */
export function listenForEnd(): EndRequest {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let isEnding = false
  const asked = new Promise<number>((resolve) => {
    for (const [signal, code] of Object.entries(codes)) {
      process.on(signal, () => {
        if (isEnding && signal === 'SIGINT') process.exit(code)
        isEnding = true
        resolve(code)
      })
    }
  })
  return { asked }
}
