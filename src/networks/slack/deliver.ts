import type { RemoteMessageId } from '../../core/ids.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import { withPrefix } from '../../core/message/with-prefix.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  type Change,
  type DeliveredFile,
  type Delivery,
  DeliveryError,
  type DeliveryFailure,
  type Sent,
  type ShownSpeaker,
} from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import { encodeChoices } from './choices.ts'
import { emojiName } from './emoji.ts'
import { type Encoded, encodeMessage, longestText } from './encode.ts'
import { isTs, messageId, parseMessageId, type SlackChat } from './ids.ts'
import { type Json, listOf, objectOf, someTextOf, textOf } from './json.ts'
import { lookBack, metadataFor, partsOf, TooMuchToLookAt } from './look-back.ts'
import type { OwnFiles } from './own-files.ts'
import type { Pacer } from './pacer.ts'
import { upload } from './upload.ts'

const mostKept = 5000
const longestName = 80
/** So that nothing in our texts pings, links or is fetched by itself. */
const literally = { mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }

/** The messages that one of ours is for Slack, by their time stamps: texts can be changed, files cannot. */
interface Parts {
  readonly texts: readonly string[]
  readonly files: readonly string[]
}

interface Shared {
  readonly file: DeliveredFile
  readonly reference: FileReference
}

interface CallArgs extends Readonly<Record<string, unknown>> {
  readonly channel: string
}

export interface DeliveryParts {
  readonly api: SlackApi
  readonly pacer: Pacer
  readonly clock: Clock
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
  /** What messages are for Slack, by their name. */
  readonly #partsOf = new Map<RemoteMessageId, Parts>()

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  async send(chat: SlackChat, delivery: Delivery): Promise<Sent> {
    const shared = sharedBy(delivery)
    const captioned = shared ? withCaption(delivery) : delivery
    const there = delivery.repeated ? await this.#thereAlready(chat, captioned) : new Map<number, string>()
    // A file alone has no place for our mark: a repeat of it cannot be recognised.
    if (delivery.repeated && shared && (!hasWords(captioned) || there.size > 0)) throw failed('unknown', mayBeThere)
    const id = shared && (await this.#upload(chat, delivery, shared))
    const said = id === undefined ? delivery : captioned
    const texts: string[] = []
    for (const [index, text] of this.#encode(said).entries()) {
      const ts = there.get(index) ?? (await this.#post(chat, said, text, index, texts.length > 0))
      texts.push(ts)
    }
    const files = shared ? await this.#share(chat, delivery, shared, id, texts.length > 0) : []
    return this.#sent(chat, { texts, files })
  }

  async edit(chat: SlackChat, change: Change & Pick<Delivery, 'message' | 'speaker'>): Promise<Sent> {
    const target = targetOf(change)
    const known = await this.#known(chat, change, target.ts)
    const texts = this.#encode(change, known.texts.length)
    if (texts.length === 0) return { acknowledged: true, remoteId: change.target }
    if (known.texts.length === 0)
      throw failed('refused', 'Slack has no place for words beside a file sent without any.')
    for (const [index, ts] of known.texts.entries()) {
      const text = texts[index]
      if (text) await this.#call(change, 'chat.update', { channel: target.channel, ts, ...text, ...literally })
      else await this.#remove(change, target.channel, ts)
    }
    this.#keep(change.target, { ...known, texts: known.texts.slice(0, texts.length) })
    return { acknowledged: true, remoteId: change.target }
  }

  async redact(chat: SlackChat, change: Change): Promise<Sent> {
    const target = targetOf(change)
    const { texts, files } = await this.#known(chat, change, target.ts)
    for (const ts of [...texts, ...files]) await this.#remove(change, target.channel, ts)
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

  async #thereAlready(chat: SlackChat, delivery: Delivery): Promise<ReadonlyMap<number, string>> {
    try {
      const { key, repeatedSince: since = 0 } = delivery
      const parts = [...this.#encode(delivery).keys()]
      return await lookBack(this.#inTurn(chat, delivery), chat, { key, parts, since })
    } catch (error) {
      if (error instanceof TooMuchToLookAt) throw failed('unknown', error.message)
      const failure = this.#told(error)
      if (isPassing(failure)) throw failed('later', wordsOf(failure))
      throw failed('unknown', 'It may have been sent before Switchboard restarted, and Slack does not let us look.')
    }
  }

  async #post(chat: SlackChat, delivery: Delivery, text: Encoded, part: number, isBegun: boolean): Promise<string> {
    const args = {
      ...{ channel: chat.channel, ...text, ...literally, metadata: metadataFor(delivery.key, part) },
      ...(chat.thread === undefined ? {} : { thread_ts: chat.thread }),
      ...this.#speakerOf(delivery.speaker),
    }
    const since = this.#parts.clock.now()
    try {
      return textOf((await this.#paced(delivery, chat.channel, 'chat.postMessage', args))['ts'])
    } catch (error) {
      const failure = this.#told(error)
      if (failure.needed === 'chat:write.customize' && delivery.speaker) {
        const [named = text] = this.#encode(delivery)
        return this.#post(chat, delivery, part === 0 ? named : text, part, isBegun)
      }
      if (failure.kind === 'unclear') return this.#lookAfter(chat, delivery, part, since)
      throw isBegun ? failed('unknown', `Only its beginning was sent: ${wordsOf(failure)}`) : deliveryError(failure)
    }
  }

  /** The answer was lost: was the message? */
  async #lookAfter(chat: SlackChat, delivery: Delivery, part: number, since: number): Promise<string> {
    const sought = { key: delivery.key, parts: [part], since }
    const there = await lookBack(this.#inTurn(chat, delivery), chat, sought).catch(() => undefined)
    const ts = there?.get(part)
    if (ts === undefined) throw failed('unknown', 'The connection broke while it was under way.')
    return ts
  }

  #speakerOf(speaker: ShownSpeaker | undefined): Readonly<Record<string, string>> {
    const { may, iconUrl } = this.#parts
    if (!speaker || !may('chat:write.customize')) return {}
    const username = nameOf(speaker)
    const icon = speaker.picture ?? iconUrl
    return username === '' ? {} : { username, ...(icon === undefined ? {} : { icon_url: icon }) }
  }

  /** Brings the file to Slack, where nobody sees it yet. Undefined where its link is to go instead. */
  async #upload(chat: SlackChat, delivery: Delivery, { file, reference }: Shared): Promise<string | undefined> {
    const { fileOrigins: origins } = this.#parts
    try {
      return await upload(this.#inTurn(chat, delivery), { file, reference, origins })
    } catch (error) {
      const failure = error instanceof ApiFailure ? this.#told(error) : undefined
      if (file.link !== undefined) return undefined
      if (error instanceof DeliveryError) throw error
      throw failed(failure && isPassing(failure) ? 'later' : 'refused', `The file was not sent: ${wordsOf(error)}`)
    }
  }

  /** Shows the file; where Slack does not take it, its link. `id`: of the file that was brought there. */
  async #share(
    chat: SlackChat,
    delivery: Delivery,
    { file, reference }: Shared,
    id: string | undefined,
    isBegun: boolean,
  ): Promise<readonly string[]> {
    try {
      if (id !== undefined) return await this.#showFile(chat, delivery, id, reference.name)
    } catch (error) {
      const failure = this.#told(error)
      if (failure.kind === 'unclear') throw failed('unknown', mayBeThere)
      if (!isBegun && isPassing(failure)) throw deliveryError(failure)
      if (file.link === undefined)
        throw failed(isBegun ? 'unknown' : 'refused', `The file was not sent: ${wordsOf(failure)}`)
    }
    const [text] = encodeMessage({ kind: 'text', text: `${reference.name}: ${file.link}` })
    return text ? [await this.#post(chat, delivery, text, -1, isBegun)] : []
  }

  async #showFile(chat: SlackChat, delivery: Delivery, id: string, title: string): Promise<readonly string[]> {
    const thread = chat.thread === undefined ? {} : { thread_ts: chat.thread }
    const args = { files: [{ id, title }], channel_id: chat.channel, ...thread }
    const answer = await this.#paced(delivery, chat.channel, 'files.completeUploadExternal', args)
    const ts = sharedAt(answer, chat.channel) ?? (await this.#parts.ownFiles.whereIs(id))
    return ts === undefined ? [] : [ts]
  }

  async #known(chat: SlackChat, change: Change, ts: string): Promise<Parts> {
    const known = this.#partsOf.get(change.target)
    if (known) return known
    const texts = await partsOf(this.#inTurn(chat, change), chat, ts).catch(() => [ts])
    return this.#keep(change.target, { texts, files: [] })
  }

  #sent({ team, channel }: SlackChat, parts: Parts): Sent {
    const [first] = [...parts.texts, ...parts.files]
    if (first === undefined) return { acknowledged: true }
    const remoteId = messageId(team, channel, first)
    this.#keep(remoteId, parts)
    return { acknowledged: true, remoteId }
  }

  #keep(id: RemoteMessageId, parts: Parts): Parts {
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

  /** Slack's Web API, asked when this chat may. */
  #inTurn({ channel }: SlackChat, change: Change | Delivery): Pick<SlackApi, 'call'> {
    return { call: (method, args) => this.#paced(change, channel, method, args ?? {}) }
  }

  #told(error: unknown): ApiFailure {
    const failure = error instanceof ApiFailure ? error : new ApiFailure('', 'unclear', String(error))
    this.#parts.onFailure(failure)
    return failure
  }
}

function sharedBy({ file, message }: Delivery): Shared | undefined {
  return file && message.file && { file, reference: message.file }
}

function hasWords({ message }: Pick<Delivery, 'message'>): boolean {
  return encodeMessage(message).length > 0
}

/** A file stands under the name of the app: where nothing is said with it, its own name says whose it is. */
function withCaption(delivery: Delivery): Delivery {
  const { message, speaker } = delivery
  if (!message.file || !speaker || nameOf(speaker) === '' || hasWords(delivery)) return delivery
  return { ...delivery, message: { kind: 'text', text: message.file.name, file: message.file } }
}

/** Where the answer says already in which message the file is. */
function sharedAt(answer: Json, channel: string): string | undefined {
  const shares = objectOf(objectOf(listOf(answer['files'])[0]?.['shares'])['private'])
  const ts = someTextOf(listOf(shares[channel])[0]?.['ts'])
  return isTs(ts) ? ts : undefined
}

const mayBeThere = 'It may have been sent, and Slack cannot tell us.'

/** Where the name cannot stand above the message. */
function withName(message: Message, speaker: ShownSpeaker): Message {
  const name = nameOf(speaker)
  return name === '' ? message : withPrefix(message, `[${name}] `)
}

function nameOf({ name }: ShownSpeaker): string {
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

/** What an admin can set right, as it concerns all that we say: what was to be said waits for that. */
const notForGood = new Set([
  'account_inactive',
  'app_uninstalled',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
])

function isPassing({ kind, code, method }: ApiFailure): boolean {
  const mayNotWrite = code === 'missing_scope' && method === 'chat.postMessage'
  return kind !== 'refused' || notForGood.has(code) || mayNotWrite
}

function deliveryError(failure: ApiFailure): DeliveryError {
  if (failure.kind === 'unclear') return failed('unknown', 'The connection broke while it was under way.')
  return failed(isPassing(failure) ? 'later' : 'refused', wordsOf(failure))
}

function failed(kind: DeliveryFailure['kind'], text: string): DeliveryError {
  return new DeliveryError({ kind, text })
}
