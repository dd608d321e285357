import { z } from 'zod'
import { key } from '../about.ts'
import { httpAddress, section, serverName } from '../values.ts'

export const homeserver = key(
  section({
    address: key(httpAddress(), 'The address at which Switchboard reaches the homeserver.', {
      sample: 'https://matrix.example.com',
      replaceBy: 'set the address at which Switchboard reaches your homeserver, for example http://localhost:8008.',
    }),
    domain: key(serverName(), 'The name of the homeserver: the part of your Matrix IDs after the colon.', {
      sample: 'example.com',
      replaceBy: 'set the part of your Matrix IDs after the colon.',
    }),
    software: key(
      z.enum(['standard']).default('standard'),
      'What the homeserver runs. Synapse and other standard homeservers: "standard".',
    ),
  }),
  'The Matrix homeserver.',
)
