import { key } from '../about.ts'
import { hostName, optionalHttpAddress, port, section, textLike, wholeNumber } from '../values.ts'

export const publicListener = key(
  section({
    address: key(
      optionalHttpAddress().prefault(''),
      'The address of this listener as seen from the internet (https, behind your reverse proxy).\n' +
        'Empty: there is none, and customers are told that the agent sent a file which cannot be shown.',
    ),
    hostname: key(hostName().default('127.0.0.1'), 'Where it listens.'),
    port: key(port().default(29391), ''),
    signing_key: key(
      textLike(/^(generate|\S{32,})$/, 'is shorter than 32 characters (or "generate")').default('generate'),
      'The key that signs links. "generate": derived from as_token, so links end when the tokens change.',
      { secret: true },
    ),
    expiry_days: key(wholeNumber(1, 365).default(7), 'For how many days a link works.'),
  }),
  'Files that agents send reach customers of text-only networks as links that are signed and expire. This listener\n' +
    'serves those and nothing else.',
)
