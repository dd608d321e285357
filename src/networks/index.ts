export { createIrcNetwork, type IrcSettings, lookAtServer } from './irc/index.ts'
export { createLoopbackNetwork } from './loopback/index.ts'
export { createXmppNetwork, lookAtXmppServer, type XmppSettings } from './xmpp/index.ts'
