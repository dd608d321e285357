import type { RemoteMessageId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import { withPrefix } from '../../core/message/with-prefix.ts'
import {
  type Change,
  type Delivery,
  DeliveryError,
  type DeliveryFailure,
  type Sent,
  type Speaker,
} from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import { encodeChoices } from './choices.ts'
import { emojiName } from './emoji.ts'
import { type Encoded, encodeMessage, longestText } from './encode.ts'
import { isTs, messageId, parseMessageId, type SlackChat } from './ids.ts'
import { type Json, listOf, objectOf, someTextOf, textOf } from './json.ts'
import { lookBack, metadataFor, partsOf } from './look-back.ts'
import type { OwnFiles } from './own-files.ts'
import type { Pacer } from './pacer.ts'
import { upload } from './upload.ts'

const mostKept = 5000
const longestName = 80
/** So that nothing in our texts pings, links or is fetched by itself. */
const literally = { mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }

interface CallArgs extends Readonly<Record<string, unknown>> {
  readonly channel: string
}

export interface DeliveryParts {
  readonly api: SlackApi
  readonly pacer: Pacer
  readonly ownFiles: OwnFiles
  readonly iconUrl: string | undefined
  readonly fileOrigins: readonly string[]
  /** Whether the workspace allows it, as far as we know. */
  readonly may: (scope: string) => boolean
  /** Slack refused something for a reason that an admin must know. */
  readonly onFailure: (failure: ApiFailure) => void
}

/** Carries out what we say and do in chats. All reject with DeliveryError only. */
export class Deliveries {
  readonly #parts: DeliveryParts
  /** The parts of messages that are more than one for Slack, by the first. */
  readonly #partsOf = new Map<RemoteMessageId, readonly string[]>()

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  async send(chat: SlackChat, delivery: Delivery): Promise<Sent> {
    const there = delivery.repeated ? await this.#thereAlready(chat, delivery) : new Map<number, string>()
    const texts = this.#encode(delivery)
    const hasFile = delivery.file !== undefined && delivery.message.file !== undefined
    // A file alone has no place for our mark: a repeat of it cannot be recognised.
    if (delivery.repeated && hasFile && (texts.length === 0 || there.size > 0)) throw failed('unknown', mayBeThere)
    const parts: string[] = []
    for (const [index, text] of texts.entries()) {
      const ts = there.get(index) ?? (await this.#post(chat, delivery, text, index, parts.length > 0))
      parts.push(ts)
    }
    if (hasFile) parts.push(...(await this.#share(chat, delivery, parts.length > 0)))
    return this.#sent(chat, parts)
  }

  async edit(chat: SlackChat, change: Change & Pick<Delivery, 'message' | 'speaker'>): Promise<Sent> {
    const target = targetOf(change)
    const parts = await this.#known(chat, change, target.ts)
    const texts = this.#encode(change, parts.length)
    if (texts.length === 0) return { acknowledged: true, remoteId: change.target }
    for (const [index, ts] of parts.entries()) {
      const text = texts[index]
      if (text) await this.#call(change, 'chat.update', { channel: target.channel, ts, ...text, ...literally })
      else await this.#remove(change, target.channel, ts)
    }
    this.#keep(change.target, parts.slice(0, texts.length))
    return { acknowledged: true, remoteId: change.target }
  }

  async redact(chat: SlackChat, change: Change): Promise<Sent> {
    const target = targetOf(change)
    for (const ts of await this.#known(chat, change, target.ts)) await this.#remove(change, target.channel, ts)
    return { acknowledged: true, remoteId: change.target }
  }

  async react(change: Change & { readonly reaction: string; readonly removed: boolean }): Promise<Sent> {
    const { channel, ts: timestamp } = targetOf(change)
    const name = emojiName(change.reaction)
    if (name === undefined) throw failed('refused', `Slack has no reaction ${change.reaction}.`)
    const method = change.removed ? 'reactions.remove' : 'reactions.add'
    await this.#call(change, method, { channel, timestamp, name }, ['already_reacted', 'no_reaction'])
    return { acknowledged: true }
  }

  #encode(
    { message, speaker, choices }: Pick<Delivery, 'message' | 'speaker' | 'choices'>,
    atMost = Number.POSITIVE_INFINITY,
  ): readonly Encoded[] {
    const { file: _file, ...said } = message
    const named = speaker && !this.#parts.may('chat:write.customize') ? withName(said, speaker) : said
    const question = choices && encodeChoices(choices)
    if (question) return [question]
    let texts = encodeMessage(named)
    // Where there are no more messages to take the rest, each takes more.
    for (let longest = longestText; texts.length > atMost; texts = encodeMessage(named, longest)) longest *= 1.5
    return texts
  }

  async #thereAlready(chat: SlackChat, { key }: Delivery): Promise<ReadonlyMap<number, string>> {
    try {
      return await lookBack(this.#parts.api, chat, key)
    } catch {
      throw failed('unknown', 'It may have been sent before Switchboard restarted, and Slack does not let us look.')
    }
  }

  async #post(chat: SlackChat, delivery: Delivery, text: Encoded, part: number, isBegun: boolean): Promise<string> {
    const args = {
      ...{ channel: chat.channel, ...text, ...literally, metadata: metadataFor(delivery.key, part) },
      ...(chat.thread === undefined ? {} : { thread_ts: chat.thread }),
      ...this.#speakerOf(delivery.speaker),
    }
    try {
      return textOf((await this.#paced(delivery, chat.channel, 'chat.postMessage', args))['ts'])
    } catch (error) {
      const failure = this.#told(error)
      if (failure.needed === 'chat:write.customize' && delivery.speaker) {
        const [named = text] = this.#encode(delivery)
        return this.#post(chat, delivery, part === 0 ? named : text, part, isBegun)
      }
      if (failure.kind === 'unclear') return this.#lookAfter(chat, delivery, part)
      throw isBegun ? failed('unknown', `Only its beginning was sent: ${wordsOf(failure)}`) : deliveryError(failure)
    }
  }

  /** The answer was lost: was the message? */
  async #lookAfter(chat: SlackChat, { key }: Delivery, part: number): Promise<string> {
    const there = await lookBack(this.#parts.api, chat, key).catch(() => undefined)
    const ts = there?.get(part)
    if (ts === undefined) throw failed('unknown', 'The connection broke while it was under way.')
    return ts
  }

  #speakerOf(speaker: Speaker | undefined): Readonly<Record<string, string>> {
    const { may, iconUrl } = this.#parts
    if (!speaker || !may('chat:write.customize')) return {}
    const username = nameOf(speaker)
    return username === '' ? {} : { username, ...(iconUrl === undefined ? {} : { icon_url: iconUrl }) }
  }

  /** The file itself; where Slack does not take it, its link. */
  async #share(chat: SlackChat, delivery: Delivery, isBegun: boolean): Promise<readonly string[]> {
    const { file, message } = delivery
    if (!file || !message.file) return []
    const { api, ownFiles, fileOrigins: origins } = this.#parts
    try {
      const id = await upload(api, { file, reference: message.file, origins })
      const thread = chat.thread === undefined ? {} : { thread_ts: chat.thread }
      const args = { files: [{ id, title: message.file.name }], channel_id: chat.channel, ...thread }
      const answer = await this.#paced(delivery, chat.channel, 'files.completeUploadExternal', args)
      const ts = sharedAt(answer, chat.channel) ?? (await ownFiles.whereIs(id))
      return ts === undefined ? [] : [ts]
    } catch (error) {
      if (error instanceof ApiFailure) this.#told(error)
      if (error instanceof ApiFailure && error.method === 'files.completeUploadExternal' && error.kind === 'unclear')
        throw failed('unknown', mayBeThere)
      if (file.link === undefined)
        throw failed(isBegun ? 'unknown' : 'refused', `The file was not sent: ${wordsOf(error)}`)
      const [text] = encodeMessage({ kind: 'text', text: `${message.file.name}: ${file.link}` })
      return text ? [await this.#post(chat, delivery, text, -1, isBegun)] : []
    }
  }

  async #known(chat: SlackChat, { target }: Change, ts: string): Promise<readonly string[]> {
    const known = this.#partsOf.get(target)
    if (known) return known
    const parts = await partsOf(this.#parts.api, chat, ts).catch(() => [ts])
    return this.#keep(target, parts)
  }

  #sent({ team, channel }: SlackChat, parts: readonly string[]): Sent {
    const [first] = parts
    if (first === undefined) return { acknowledged: true }
    const remoteId = messageId(team, channel, first)
    this.#keep(remoteId, parts)
    return { acknowledged: true, remoteId }
  }

  #keep(id: RemoteMessageId, parts: readonly string[]): readonly string[] {
    this.#partsOf.set(id, parts)
    const [oldest] = this.#partsOf.size > mostKept ? this.#partsOf.keys() : []
    if (oldest !== undefined) this.#partsOf.delete(oldest)
    return parts
  }

  #remove(change: Change, channel: string, ts: string): Promise<void> {
    return this.#call(change, 'chat.delete', { channel, ts }, ['message_not_found'])
  }

  /** `fine`: codes that say that it is so already. What is done twice is done once, so a lost answer is no doubt. */
  async #call(change: Change, method: string, args: CallArgs, fine: readonly string[] = []): Promise<void> {
    try {
      await this.#paced(change, args.channel, method, { ...args })
    } catch (error) {
      const failure = this.#told(error)
      if (fine.includes(failure.code)) return
      throw failure.kind === 'unclear' ? failed('later', wordsOf(failure)) : deliveryError(failure)
    }
  }

  #paced(
    { priority, hasty }: Change | Delivery,
    channel: string,
    method: string,
    args: Readonly<Record<string, unknown>>,
  ) {
    const { pacer, api } = this.#parts
    return pacer.call({ method, channel, priority, hasty, run: () => api.call(method, args) })
  }

  #told(error: unknown): ApiFailure {
    const failure = error instanceof ApiFailure ? error : new ApiFailure('', 'unclear', String(error))
    this.#parts.onFailure(failure)
    return failure
  }
}

/** Where the answer says already in which message the file is. */
function sharedAt(answer: Json, channel: string): string | undefined {
  const shares = objectOf(objectOf(listOf(answer['files'])[0]?.['shares'])['private'])
  const ts = someTextOf(listOf(shares[channel])[0]?.['ts'])
  return isTs(ts) ? ts : undefined
}

const mayBeThere = 'It may have been sent, and Slack cannot tell us.'

/** Where the name cannot stand above the message. */
function withName(message: Message, speaker: Speaker): Message {
  const name = nameOf(speaker)
  return name === '' ? message : withPrefix(message, `[${name}] `)
}

function nameOf({ name }: Speaker): string {
  return name
    .replace(/[<>\p{Cc}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestName)
    .toWellFormed()
}

function targetOf({ target }: Change): { readonly channel: string; readonly ts: string } {
  const parsed = parseMessageId(target)
  if (!parsed) throw failed('refused', 'It names no message that Slack knows.')
  return parsed
}

function wordsOf(error: unknown): string {
  if (!(error instanceof ApiFailure)) return error instanceof Error ? error.message : String(error)
  const needed = error.needed === undefined ? '' : ` (${error.needed})`
  return `Slack answered: ${error.code.replaceAll('_', ' ')}${needed}.`
}

/** A token that is not valid any more ends the connection; what was to be said waits for the next. */
const notForGood = new Set(['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'])

function deliveryError(failure: ApiFailure): DeliveryError {
  const { kind, code } = failure
  if (kind === 'unclear') return failed('unknown', 'The connection broke while it was under way.')
  const isLater = kind !== 'refused' || notForGood.has(code)
  return failed(isLater ? 'later' : 'refused', wordsOf(failure))
}

function failed(kind: DeliveryFailure['kind'], text: string): DeliveryError {
  return new DeliveryError({ kind, text })
}
