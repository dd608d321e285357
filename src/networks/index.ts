import { features as irc } from './irc/features.ts'
import { features as slack } from './slack/features.ts'
import { features as xmpp } from './xmpp/features.ts'

export { createIrcNetwork, type IrcSettings, lookAtServer } from './irc/index.ts'
export { createLoopbackNetwork } from './loopback/index.ts'
export type { SlackSettings } from './slack/settings.ts'
export { createXmppNetwork, lookAtXmppServer, type XmppSettings } from './xmpp/index.ts'

/** Slack's libraries take some 30 MB: they are loaded where there is a workspace. */
export const loadSlack = () => import('./slack/index.ts')

/** What each type of network carries, for docs/networks.md. */
export const featuresOf = { irc, xmpp, slack }
