import type { RemoteChatId } from '../../core/ids.ts'
import { type CaseMapping, fold, type IrcAddress, type Prefix } from './ids.ts'

/** Who wrote, as the server showed it. `account` only from the server's own tag. */
export interface Seen extends Prefix {
  readonly account?: string
}

/** A person behind a chat. `here`: seen without a break since, so that their nick is still theirs. */
export interface Person extends IrcAddress {
  readonly chat: RemoteChatId
  readonly here: boolean
}

export interface IdentityRules {
  readonly mapping: CaseMapping
  /** Whether many people sit behind a host, so that `user@host` says nothing. */
  readonly isShared: (host: string) => boolean
}

/** Those we know who have something in common with the person seen. */
export interface Acquaintances {
  /** Who is here under the same nick. */
  readonly holder?: Person | undefined
  /** The chat of the services account seen. */
  readonly ofAccount?: RemoteChatId | undefined
  /** The server would have told us if the holder had let go of the nick: whatever changed, it is them. */
  readonly isWatched?: boolean
  /** Who left with the same nick, user and host. */
  readonly gone?: Person | undefined
}

export type Judgement =
  /** The person of this chat goes on; they may have signed in or moved to another host. */
  | { readonly type: 'continues'; readonly chat: RemoteChatId }
  /** The account proves that this is the person of the chat. */
  | { readonly type: 'resumes'; readonly chat: RemoteChatId }
  /** They are the person of the chat if the real name is still the same; otherwise a new one. */
  | { readonly type: 'check'; readonly person: Person }
  | { readonly type: 'opens' }

/** `displaced`: whoever was here under that nick cannot be here any more. */
export interface Verdict {
  readonly judgement: Judgement
  readonly displaced?: Person
}

/** Whose message this is. The nick alone never proves anything. */
export function judge(seen: Seen, known: Acquaintances, rules: IdentityRules): Verdict {
  const { holder, isWatched = false } = known
  if (!holder) return { judgement: judgeNewcomer(seen, known, rules) }
  const changedAccount = seen.account !== undefined && holder.account !== undefined && !sameAccount(seen, holder, rules)
  const isUnbroken = isWatched || samePlace(seen, holder, rules)
  const isHolder = isUnbroken ? !changedAccount : sameAccount(seen, holder, rules)
  if (isHolder) return { judgement: { type: 'continues', chat: holder.chat } }
  return { judgement: judgeNewcomer(seen, known, rules), displaced: holder }
}

function judgeNewcomer(seen: Seen, { ofAccount, gone }: Acquaintances, rules: IdentityRules): Judgement {
  if (ofAccount !== undefined) return { type: 'resumes', chat: ofAccount }
  if (!gone || !samePrefix(seen, gone, rules)) return { type: 'opens' }
  if (sameAccount(seen, gone, rules)) return { type: 'resumes', chat: gone.chat }
  const otherAccount = seen.account !== undefined && gone.account !== undefined
  const canBeChecked = gone.realName !== undefined && !rules.isShared(seen.host)
  return canBeChecked && !otherAccount ? { type: 'check', person: gone } : { type: 'opens' }
}

/** Whether who is found under the nick of a person who left is that person. `found`: from WHOIS. */
export function isSamePerson(person: IrcAddress, found: IrcAddress, rules: IdentityRules): boolean {
  if (sameAccount(person, found, rules)) return true
  if (person.account !== undefined && found.account !== undefined) return false
  const sameName = person.realName !== undefined && person.realName === found.realName
  return sameName && samePlace(person, found, rules) && !rules.isShared(found.host)
}

export function samePrefix(a: Prefix, b: Prefix, rules: IdentityRules): boolean {
  return fold(a.nick, rules.mapping) === fold(b.nick, rules.mapping) && samePlace(a, b, rules)
}

/** Same user and host, whatever the nick. */
export function samePlace(a: Prefix, b: Prefix, { mapping }: IdentityRules): boolean {
  return fold(a.user, mapping) === fold(b.user, mapping) && a.host.toLowerCase() === b.host.toLowerCase()
}

function sameAccount(
  a: { readonly account?: string },
  b: { readonly account?: string },
  rules: IdentityRules,
): boolean {
  if (a.account === undefined || b.account === undefined) return false
  return fold(a.account, rules.mapping) === fold(b.account, rules.mapping)
}

/** What may be one person though nobody vouches for it; undefined behind a shared host. */
export function maybeSame({ user, host }: Prefix, rules: IdentityRules): string | undefined {
  return rules.isShared(host) ? undefined : `${user}@${host}`.toLowerCase()
}

/** Reads host patterns: `*` for any text, `?` for one character. */
export function sharedHosts(patterns: readonly string[]): (host: string) => boolean {
  const tests = patterns.map((pattern) => {
    const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
    return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i')
  })
  return (host) => tests.some((test) => test.test(host))
}
