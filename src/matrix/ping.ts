import { path } from './client.ts'
import { isErrcode } from './failure.ts'
import type { Home } from './home.ts'
import { numberIn } from './json.ts'

/**
 * Asks the homeserver to call us back (MSC2659) and resolves with the ms that took. A homeserver that does not know the
 * question is only warned about; then the ms are those of the question itself.
 */
export async function ping({ client, settings, deps }: Home): Promise<number> {
  const before = deps.now()
  try {
    const address = path`/_matrix/client/v1/appservice/${settings.appserviceId}/ping`
    const answer = await client.call({ method: 'POST', path: address, body: { transaction_id: `ping.${before}` } })
    return numberIn(answer, 'duration_ms') ?? deps.now() - before
  } catch (error) {
    if (!isErrcode(error, 'M_UNRECOGNIZED', 'M_NOT_FOUND')) throw error
    deps.logger.warn(
      'the homeserver cannot ping application services (MSC2659); whether it reaches us shows with its first event',
    )
    return deps.now() - before
  }
}
