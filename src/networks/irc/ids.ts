import type { RemoteChatId } from '../../core/ids.ts'
import type { ChatAddress } from '../../ports/network.ts'

/** Where a person is on the network, as others see them. */
export interface Prefix {
  readonly nick: string
  readonly user: string
  readonly host: string
}

/** What we keep of a person beside the chat, to know them again. */
export interface IrcAddress extends Prefix {
  readonly account?: string
  readonly realName?: string
}

export type CaseMapping = 'ascii' | 'rfc1459' | 'strict-rfc1459'

/** Folds a nick, account or mask for comparing, by the server's CASEMAPPING. */
export function fold(text: string, mapping: CaseMapping): string {
  const lower = text.toLowerCase()
  if (mapping === 'ascii') return lower
  const brackets = lower.replaceAll('[', '{').replaceAll(']', '}').replaceAll('\\', '|')
  return mapping === 'rfc1459' ? brackets.replaceAll('~', '^') : brackets
}

export function showPrefix({ nick, user, host }: Prefix): string {
  return `${nick}!${user}@${host}`
}

/** The stable identity behind a services account, also the id of a chat that began with it. */
export function accountKey(account: string, mapping: CaseMapping): string {
  return `account:${fold(account, mapping)}`
}

export function accountChat(account: string, mapping: CaseMapping): RemoteChatId {
  return accountKey(account, mapping) as RemoteChatId
}

/** `suffix` keeps two people apart who show the same mask. */
export function maskChat(prefix: Prefix, mapping: CaseMapping, suffix?: string): RemoteChatId {
  const mask = `mask:${fold(showPrefix(prefix), mapping)}`
  return (suffix === undefined ? mask : `${mask}#${suffix}`) as RemoteChatId
}

export function printAddress(address: IrcAddress): ChatAddress {
  const { nick, user, host, account, realName } = address
  return JSON.stringify({ nick, user, host, account, realName })
}

/** Undefined for anything but a text made by `printAddress`. */
export function parseAddress(text: ChatAddress): IrcAddress | undefined {
  const value = parseJson(text)
  const string = (key: string) => {
    const found = value[key]
    return typeof found === 'string' ? found : undefined
  }
  const [nick, user, host] = [string('nick'), string('user'), string('host')]
  if (nick === undefined || user === undefined || host === undefined) return undefined
  const [account, realName] = [string('account'), string('realName')]
  return {
    nick,
    user,
    host,
    ...(account === undefined ? {} : { account }),
    ...(realName === undefined ? {} : { realName }),
  }
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
