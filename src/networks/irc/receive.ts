import type { IrcMessage } from 'irc-framework'
import type { Message } from '../../core/message/message.ts'
import { isNick } from './encode.ts'
import type { Seen } from './identity.ts'
import { parseFormatting, stripFormatting } from './parse-formatting.ts'

/** What a PRIVMSG or NOTICE to us is. */
export type Received =
  | {
      readonly type: 'message'
      readonly from: Seen
      readonly message: Message
      readonly msgid?: string
      readonly isFormatted: boolean
    }
  | { readonly type: 'ctcp-query'; readonly from: Seen; readonly name: string; readonly argument: string }
  | { readonly type: 'ctcp-reply'; readonly from: Seen; readonly name: string; readonly text: string }

/** Programs of the network itself, which never need help. */
const services = /^(nick|chan|memo|oper|host|bot|sasl|info|auth|stat|rpg|group|help|root|game|gate)serv$/i
/** People have these names too, where the network has no such program: only the place tells. */
const servicesByPlace = /^(global|q|x|l|services|alis)$/i
const placeOfServices = /^cservice@|[@.](services?|cserve)(\.|$)/i
const botTags = ['bot', 'draft/bot', 'inspircd.org/bot']

/**
 * Reads a line that a person wrote to us. Undefined for everything else: channels, servers, services, network bots, our own
 * echo, typing. `isMe` says whether a nick is ours.
 */
export function receive(line: IrcMessage, isMe: (nick: string) => boolean): Received | undefined {
  const { command, params, nick, ident, hostname, tags } = line
  if (command !== 'PRIVMSG' && command !== 'NOTICE') return undefined
  const [target = '', text = ''] = params
  if (!isMe(target) || isMe(nick) || !isNick(nick) || ident === '' || hostname === '') return undefined
  if (isService(nick, `${ident}@${hostname}`) || botTags.some((tag) => tag in tags)) return undefined
  const account = tags['account']
  const from: Seen = { nick, user: ident, host: hostname, ...(account ? { account } : {}) }
  if (text.startsWith('\x01')) return receiveCtcp(line, from, text)
  return readMessage(from, text, command === 'NOTICE' ? 'notice' : 'text', tags['msgid'])
}

function isService(nick: string, place: string): boolean {
  return services.test(nick) || (servicesByPlace.test(nick) && placeOfServices.test(place))
}

/** The closing 0x01 may be missing. */
function receiveCtcp(line: IrcMessage, from: Seen, text: string): Received | undefined {
  const body = text.slice(1).split('\x01', 1)[0] ?? ''
  const [, name = '', argument = ''] = /^([A-Za-z]{1,32})(?: (.*))?$/s.exec(body) ?? []
  const upper = name.toUpperCase()
  if (upper === '') return undefined
  if (line.command === 'NOTICE') return { type: 'ctcp-reply', from, name: upper, text: stripFormatting(argument) }
  if (upper === 'ACTION') return readMessage(from, argument, 'emote', line.tags['msgid'])
  return { type: 'ctcp-query', from, name: upper, argument: stripFormatting(argument) }
}

function readMessage(from: Seen, line: string, kind: Message['kind'], msgid: string | undefined): Received | undefined {
  const { text, rich } = parseFormatting(line)
  if (text.trim() === '') return undefined
  const message: Message = { kind, text, ...(rich ? { rich } : {}) }
  return { type: 'message', from, message, ...(msgid ? { msgid } : {}), isFormatted: rich !== undefined }
}
