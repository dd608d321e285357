import { z } from 'zod'
import { key } from '../about.ts'
import { ircNetwork } from './irc-network.ts'
import { slackNetwork } from './slack-network.ts'
import { xmppNetwork } from './xmpp-network.ts'

export const networks = key(
  z.array(z.discriminatedUnion('type', [ircNetwork, xmppNetwork, slackNetwork])),
  'The networks customers write on.',
  {
    replaceBy: 'add the network on which customers write, as in the sample; or [] to begin without.',
  },
)
