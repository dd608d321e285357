import { makeRegistration } from './registration.ts'
import { configSchema } from './schema.ts'
import { tokenPlaceholder } from './sections/appservice.ts'

/** The registration in the repository: it shows the form, and the program refuses it because of its placeholders. */
export function sampleRegistrationFile(): string {
  const homeserver = { address: 'https://matrix.example.com', domain: 'example.com' }
  const appservice = { as_token: 'x'.repeat(16), hs_token: 'x'.repeat(16) }
  const config = configSchema.parse({ homeserver, appservice, bridge: { permissions: {} }, networks: [] })
  return makeRegistration(config, { asToken: tokenPlaceholder, hsToken: tokenPlaceholder })
}
