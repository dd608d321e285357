export { createIrcNetwork, type IrcSettings, lookAtServer } from './irc/index.ts'
export { createLoopbackNetwork } from './loopback/index.ts'
