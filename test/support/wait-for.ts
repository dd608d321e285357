import { setTimeout as pause } from 'node:timers/promises'

export type WaitOptions = {
  readonly timeoutMs?: number
  /** True when waiting has become useless, e.g. because the server has ended. */
  readonly isHopeless?: () => boolean
  readonly detail?: () => string
}

/**
 * Asks until the answer is neither undefined nor false, for things that do not report by themselves (a server that is
 * starting, a process that is ending). Where an event exists, wait for the event.
 * @throws after `timeoutMs` (10 s) or once hopeless, with the last error of `probe` and the detail
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 10_000, isHopeless = () => false, detail }: WaitOptions = {},
): Promise<T> {
  const startedAt = performance.now()
  const until = startedAt + timeoutMs
  let lastError: Error | undefined
  for (let pauseMs = 10; performance.now() < until && !isHopeless(); pauseMs = Math.min(pauseMs * 1.5, 100)) {
    try {
      const answer = await probe()
      if (answer !== undefined && answer !== false) return answer
      lastError = undefined
    } catch (error) {
      lastError = error instanceof Error ? error : new Error(String(error))
    }
    await pause(pauseMs)
  }
  const reason = lastError === undefined ? '' : `: ${lastError.message}`
  throw new Error(
    `Waited ${Math.round(performance.now() - startedAt)} ms in vain for ${what}${reason}${detail === undefined ? '' : `\n${detail()}`}`,
  )
}
