import type { App } from '../app/deps.ts'
import { exitCode } from '../config/exit-code.ts'
import { refusalOf } from './homeserver-refusal.ts'
import { StartFailure } from './start-failure.ts'

/** A homeserver that takes longer is greeted no further; every message tries it anyway. */
const patienceMs = 5000

/**
 * Asks the homeserver to call back, which also ends its waiting after failures. Rejects with StartFailure where its
 * registration is not ours; that it is away is no reason to stop.
 */
export async function greetHomeserver({ matrix, log }: Pick<App, 'matrix' | 'log'>): Promise<void> {
  try {
    const ms = await withPatience(matrix.ping())
    log.info({ ms }, 'the homeserver reaches us')
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== undefined) {
      const sentence = `${refusal.text.charAt(0).toUpperCase()}${refusal.text.slice(1)} ${refusal.remedy}`
      throw new StartFailure(exitCode.homeserverRefuses, sentence, error)
    }
    log.warn({ error }, 'the homeserver did not answer our ping; it is tried by every message')
  }
}

async function withPatience<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
