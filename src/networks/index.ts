export { createIrcNetwork, type IrcDeps, type IrcSettings, lookAtServer } from './irc/index.ts'
export { createLoopbackNetwork, type LoopbackSettings } from './loopback/index.ts'
