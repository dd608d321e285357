import { setTimeout as pause } from 'node:timers/promises'

/**
 * People need time to read before they act, and some rules tell people from programs by it: an answer counts 2 s after
 * its question, and who joins within 1 s of an invitation is no person. Resolves when `at` (ms since the epoch) has come.
 */
export async function untilTime(at: number): Promise<void> {
  const left = at - Date.now()
  if (left > 0) await pause(left)
}
