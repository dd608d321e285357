import { createHmac } from 'node:crypto'
import type { Config } from './schema.ts'

/**
 * The key that signs media links. `generate` derives it from the as_token, so that every process on one database signs
 * alike and nothing has to be saved.
 */
export function signingKey(config: Pick<Config, 'public' | 'appservice'>): string {
  const configured = config.public.signing_key
  if (configured !== 'generate') return configured
  return createHmac('sha256', config.appservice.as_token).update('switchboard media links').digest('base64url')
}
