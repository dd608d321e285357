export { createIrcNetwork, type IrcDeps, type IrcSettings } from './irc/index.ts'
