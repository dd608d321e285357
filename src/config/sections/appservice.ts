import { z } from 'zod'
import { key } from '../about.ts'
import { hostName, httpAddress, port, section, text, textLike } from '../values.ts'

/** Stands where a token will be until the registration has been generated. */
export const tokenPlaceholder = 'This value is generated when generating the registration'

const bot = section({
  username: key(
    textLike(/^[a-z0-9._=/+-]+$/, 'is not a Matrix user name (a-z 0-9 . _ = - / +)').default('switchboard'),
    'Localpart of the Matrix ID of the bot.',
  ),
  displayname: key(text().default('Switchboard'), 'Its name and its picture (mxc://...); empty: left as they are.'),
  avatar: key(
    textLike(/^(mxc:\/\/\S+)?$/, 'is not an address such as mxc://example.com/abc (or empty)').default(''),
    '',
  ),
})

function token(says: string) {
  return key(
    textLike(/^\S{16,}$/, 'is shorter than 16 characters or has spaces; generate it with switchboard -g'),
    says,
    {
      sample: tokenPlaceholder,
      replaceBy: 'generate the registration with switchboard -g.',
      secret: true,
    },
  )
}

export const appservice = key(
  section({
    address: key(
      httpAddress().prefault('http://localhost:29390'),
      'The address at which the homeserver reaches Switchboard. It goes into the registration.',
    ),
    hostname: key(
      hostName().default('127.0.0.1'),
      'Where the private listener (transactions, ping, health, metrics) listens. Keep it away from the internet.',
    ),
    port: key(port().default(29390), ''),
    id: key(
      textLike(/^[^|\s]{1,100}$/, 'is not an id (no spaces, no "|")').default('switchboard'),
      'The id of the registration. Unique on the homeserver.',
    ),
    bot: key(bot, 'The bot. It makes the rooms, invites agents and takes commands.'),
    username_template: key(
      textLike(
        /^[a-z0-9._=/+-]*\{\{\.\}\}[a-z0-9._=/+-]*$/,
        'needs {{.}} exactly once; else only a-z 0-9 . _ = - / +',
      ).default('sb_{{.}}'),
      'Localpart of the Matrix IDs of ghosts (the Matrix users that speak for customers). {{.}} is who they are.\n' +
        'Room aliases of Switchboard are formed in the same way.',
    ),
    ephemeral_events: key(
      z.boolean().default(true),
      'Whether the homeserver should send typing, receipts and presence.',
    ),
    as_token: token('The secrets between Switchboard and the homeserver. Made by: switchboard -g'),
    hs_token: token(''),
  }),
  'Switchboard as an application service. A change of address, id, bot.username or username_template needs a new\n' +
    'registration (switchboard -g) and a restart of the homeserver.',
)
