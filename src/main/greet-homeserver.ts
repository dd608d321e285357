import type { App } from '../app/deps.ts'
import { exitCode } from '../config/exit-code.ts'
import { MatrixError } from '../ports/matrix.ts'
import { StartFailure } from './start-failure.ts'

/** A homeserver that takes longer is greeted no further; every message tries it anyway. */
const patienceMs = 5000

const remedy =
  'Add registration.yaml, as made by switchboard -g, to app_service_config_files in homeserver.yaml and restart the homeserver.'

const refusals: Readonly<Record<string, string>> = {
  M_UNKNOWN_TOKEN: `The homeserver does not know our token. ${remedy}`,
  M_FORBIDDEN: `The homeserver knows our token under another appservice.id. ${remedy}`,
}

/**
 * Asks the homeserver to call back, which also ends its waiting after failures. Rejects with StartFailure where it does
 * not know us; that it is away is no reason to stop.
 */
export async function greetHomeserver({ matrix, log }: Pick<App, 'matrix' | 'log'>): Promise<void> {
  try {
    const ms = await withPatience(matrix.ping())
    log.info({ ms }, 'the homeserver reaches us')
  } catch (error) {
    const refusal = error instanceof MatrixError ? refusals[error.failure.errcode ?? ''] : undefined
    if (refusal !== undefined) throw new StartFailure(exitCode.homeserverRefuses, refusal, error)
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
