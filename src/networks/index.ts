import { features as irc } from './irc/features.ts'
import { features as slack } from './slack/features.ts'
import { features as xmpp } from './xmpp/features.ts'

export { createIrcNetwork, type IrcSettings, lookAtServer } from './irc/index.ts'
export { createLoopbackNetwork } from './loopback/index.ts'
export { createSlackNetwork, lookAtSlack, type SlackSettings } from './slack/index.ts'
export { createXmppNetwork, lookAtXmppServer, type XmppSettings } from './xmpp/index.ts'

/** What each type of network carries, for docs/networks.md. */
export const featuresOf = { irc, xmpp, slack }
