import { deepEqual, equal, ok } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { changeInChat } from '../../src/app/effects/change-in-chat.ts'
import { type ChatSender, sendToChat } from '../../src/app/effects/send-to-chat.ts'
import type { ChangeInChat } from '../../src/core/conversation/effect.ts'
import type { MatrixEventId, RemoteMessageId } from '../../src/core/ids.ts'
import type { Choices } from '../../src/core/message/carried.ts'
import type { Message } from '../../src/core/message/message.ts'
import type { Change, Delivery, NetworkFeatures, Sent } from '../../src/ports/network.ts'
import { inStatus } from './conversation-samples.ts'
import { deliveryTo, type Rig, type RigCustomer, type SeenMessage } from './network-rig.ts'
import { waitFor } from './wait-for.ts'

type Order = ChangeInChat | (ReturnType<typeof say> & { readonly choices?: Choices })
type Ability = Exclude<keyof NetworkFeatures, 'maxBytes'>

/** Those that a member of the network carries out, so that both must tell the same. */
const members = { edit: 'edit', redact: 'redact', reaction: 'react', typing: 'typing' } as const

interface Met {
  readonly rig: Rig
  readonly anna: RigCustomer
  /** Her first message, which is there already. */
  readonly hers: RemoteMessageId
}

/** A test of one ability, on the networks that have it. */
type Native = (ability: Ability, title: string, play: (met: Met) => Promise<void>) => void

/** Every ability that a network declares works; of every other there is no half, and what can be said in words is. */
export function tryAbilities(rigOf: () => Rig): void {
  const native: Native = (ability, title, play) =>
    void it(title, async () => {
      const rig = rigOf()
      if (rig.network.features[ability] === 'native') await play(await meet(rig))
      else await lacks(rig, ability)
    })

  tryChanges(native)
  tryWords(native)
  trySigns(native)
}

function tryChanges(native: Native): void {
  native('edit', '[P20] an edit of ours replaces the message, also when it is repeated', async ({ rig, anna }) => {
    const target = await says(rig, 'the frist text')
    const edit = { ...changeOf(rig, target), message: { kind: 'text', text: 'the first text' } } as const
    await need(rig.network.edit?.(edit))
    await need(rig.network.edit?.({ ...edit, repeated: true }))
    await sees(anna, 'the new text', (all) => ours(all).some(({ text }) => text === 'the first text'))
    deepEqual(
      ours(need(anna.sees)()).map(({ text }) => text),
      ['the first text'],
    )
  })

  native('edit', '[P20] an edit of the customer names the message it replaces', async ({ rig, anna, hers }) => {
    need(anna.edit)('hello', 'hello there')
    const { target, message, remoteId } = await rig.inbox.next('edited')
    deepEqual([target, message.text], [hers, 'hello there'])
    ok(remoteId !== hers)
    equal(rig.inbox.texts().length, 1)
  })

  native('redact', '[P20] what is taken back is gone on both sides', async ({ rig, anna, hers }) => {
    const target = await says(rig, 'a secret')
    await need(rig.network.redact?.(changeOf(rig, target)))
    await sees(anna, 'nothing more of it', (all) => !all.some(isShown('a secret')))
    need(anna.redact)('hello')
    equal((await rig.inbox.next('redacted')).target, hers)
  })

  native('reaction', '[P20] reactions go both ways, and can be taken back', async ({ rig, anna, hers }) => {
    const ofHers = (all: readonly SeenMessage[]) => all.find(({ from }) => from === 'them')?.reactions.join()
    const react = (removed: boolean) => need(rig.network.react?.({ ...changeOf(rig, hers), reaction: '👍', removed }))
    await react(false)
    await sees(anna, 'a reaction', (all) => ofHers(all) === '👍')
    await react(true)
    await sees(anna, 'no reaction any more', (all) => ofHers(all) === '')
    const target = await says(rig, 'is it this one?')
    await sees(anna, 'the question', (all) => all.some(isShown('is it this one?')))
    need(anna.react)('is it this one?', '🎉', false)
    need(anna.react)('is it this one?', '🎉', true)
    await rig.inbox.next('reacted', ({ removed }) => removed)
    deepEqual(
      rig.inbox.all('reacted').map((event) => [event.target, event.key, event.removed]),
      [
        [target, '🎉', false],
        [target, '🎉', true],
      ],
    )
  })
}

function tryWords(native: Native): void {
  native('reply', '[P20] an answer names the message it answers, both ways', async ({ rig, anna, hers }) => {
    const target = await says(rig, 'which one?', { answers: hers })
    const shown = await sees(anna, 'the answer', (all) => all.find(isShown('which one?')))
    equal(shown.answers, 'hello')
    need(anna.reply)('the second', 'which one?')
    const { answers, message } = await rig.inbox.next('message', (event) => event.message.text === 'the second')
    equal(answers, target)
    equal(message.text, 'the second')
  })

  native('choices', '[P11] a question has its choices, and the chosen one comes back', async ({ rig, anna }) => {
    const asked = { question: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] }
    await says(rig, 'What is it about?  1 billing  2 technical', { choices: asked, priority: 'prompt' })
    const isAsked = ({ choices }: SeenMessage) => choices !== undefined
    const { choices, text } = await sees(anna, 'the question', (all) => all.find(isAsked))
    deepEqual(choices, asked.choices)
    equal(text.includes('1 billing'), false)
    need(anna.choose)('topic', 'technical')
    const chose = await rig.inbox.next('chose')
    deepEqual([chose.question, chose.choice], ['topic', 'technical'])
    deepEqual(rig.inbox.texts(), ['hello'])
  })

  native('speaker', '[P9] who of us speaks is shown beside the message', async ({ rig, anna }) => {
    await says(rig, 'I see it', { speaker: { name: 'Mira' } })
    equal((await sees(anna, 'the line', (all) => all.find(isShown('I see it')))).speaker, 'Mira')
  })

  native('files', '[P20] a file comes with its message', async ({ rig, anna }) => {
    const link = 'https://files.example/a.txt'
    const open = () => Promise.resolve({ stream: Readable.from(['abc']), contentType: 'text/plain', bytes: 3 })
    const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file', contentType: 'text/plain', bytes: 3 } as const
    const message = { kind: 'text', text: 'the form', file } as const
    await rig.network.send(deliveryTo(rig.inbox, 'anna', message, { file: { link, open } }))
    ok(await sees(anna, 'the file', (all) => ours(all).find((shown) => shown.file !== undefined)))
  })
}

function trySigns(native: Native): void {
  native('typing', '[P19] that somebody types is shown, and that they stopped, both ways', async ({ rig, anna }) => {
    const { chat, address } = changeOf(rig, '' as RemoteMessageId)
    for (const isTyping of [true, false]) {
      equal(typeof rig.network.typing, 'function', 'the network declares typing, but has no such member')
      rig.network.typing?.(chat, address, isTyping)
      await waitFor(`typing to be shown as ${isTyping}`, () => need(anna.seesTyping)() === isTyping)
      need(anna.type)(isTyping)
      await waitFor(`typing to be told as ${isTyping}`, () => rig.inbox.typed.at(-1)?.isTyping === isTyping)
    }
    ok(rig.inbox.typed.every((typed) => typed.chat === chat))
  })

  native('receipts', '[P18] that a message has arrived is told', async ({ rig, anna }) => {
    const target = await says(rig, 'can you read this?')
    await anna.hears(/^can you read this\?$/)
    anna.read?.('can you read this?')
    const { chat } = changeOf(rig, target)
    await waitFor('the receipt', () => rig.inbox.reads.some((read) => read.chat === chat && read.remoteId === target))
  })
}

/** What is ordered all the same reaches the customer in words, where there are words for it. */
const inWords: { readonly [A in Ability]?: { readonly order: Order; readonly hears: readonly RegExp[] } } = {
  edit: {
    order: { type: 'edit-in-chat', target: '$1' as MatrixEventId, message: text('new'), otherwise: text('* new') },
    hears: [/^\* new$/m],
  },
  redact: {
    order: { type: 'redact-in-chat', target: '$1' as MatrixEventId, otherwise: text('Please ignore it.') },
    hears: [/^Please ignore it\.$/m],
  },
  reaction: {
    order: {
      ...{ type: 'react-in-chat', target: '$1' as MatrixEventId, reaction: '👍', removed: false },
      otherwise: text('Mira reacted with 👍.'),
    },
    hears: [/^Mira reacted with 👍\.$/m],
  },
  reply: {
    order: say({ ...text('which one?'), replyTo: { author: 'anna', text: 'hello' } }),
    hears: [/^> hello$/m, /^which one\?$/m],
  },
  choices: {
    order: {
      ...say(text('What is it about?  1 billing  2 technical')),
      choices: { question: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] },
    },
    hears: [/^What is it about\? {1,2}1 billing {1,2}2 technical$/m],
  },
  files: {
    order: say({ ...text(''), author: 'Mira', file: { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } }),
    hears: [/^\(Mira sent a file, a\.txt: https:\/\/files\.example\/a\.txt , valid for 1 minute\)$/m],
  },
}

function text(words: string) {
  return { kind: 'text' as const, text: words }
}

function say(message: Message) {
  return { type: 'send-to-chat' as const, priority: 'agent' as const, message }
}

async function lacks(rig: Rig, ability: Ability): Promise<void> {
  const member = ability in members ? members[ability as keyof typeof members] : undefined
  if (member) equal(typeof rig.network[member], 'undefined', `${member} is there, but ${ability} is not native`)
  const words = inWords[ability]
  if (!words) return
  const { anna } = await meet(rig)
  deepEqual(await carryOut(rig, words.order), 'done')
  // A line may come as a message of its own or as a part of one.
  const isHeard = () => words.hears.every((pattern) => pattern.test(anna.heard().join('\n')))
  await waitFor(`${words.hears.join()}`, isHeard, { detail: () => anna.heard().join('\n') })
}

/** As the shell does it. */
async function carryOut(rig: Rig, order: Order): Promise<string> {
  const { message: _message, ...toAnna } = deliveryTo(rig.inbox, 'anna', '')
  const sender: ChatSender = {
    ...{ network: rig.network, publicLink: () => 'https://files.example/a.txt', linkMs: 60_000, now: Date.now },
    download: () => Promise.reject(new Error('nothing is opened here')),
  }
  const forChat = { ...toAnna, conversation: inStatus('active').conversation, createdAt: 0 }
  const result =
    order.type === 'send-to-chat'
      ? await sendToChat({ ...forChat, ...order }, sender)
      : await changeInChat({ ...forChat, effect: order, target: 'x' as RemoteMessageId }, sender)
  return result.kind === 'done' && result.outcome?.type !== 'delivery-failed' ? 'done' : JSON.stringify(result)
}

async function meet(rig: Rig): Promise<Met> {
  const anna = await rig.customer('anna')
  anna.write('hello')
  const { remoteId } = await rig.inbox.next('message')
  return { rig, anna, hers: remoteId }
}

/** Sends a line to anna and answers how the network calls it. */
async function says(rig: Rig, text: string, more: Partial<Delivery> = {}): Promise<RemoteMessageId> {
  const sent: Sent = await rig.network.send(deliveryTo(rig.inbox, 'anna', text, more))
  return need(sent.remoteId)
}

/** Something to be done to a message of anna's chat. */
function changeOf(rig: Rig, target: RemoteMessageId): Change {
  const { message: _message, ...toChat } = deliveryTo(rig.inbox, 'anna', '')
  return { ...toChat, target }
}

function ours(all: readonly SeenMessage[]): readonly SeenMessage[] {
  return all.filter(({ from }) => from === 'us')
}

function isShown(wanted: string) {
  return ({ text, isRedacted }: SeenMessage) => text === wanted && !isRedacted
}

function sees<T>(
  anna: RigCustomer,
  what: string,
  probe: (all: readonly SeenMessage[]) => T | undefined | false,
): Promise<T> {
  return waitFor<T>(what, () => probe(need(anna.sees)()), { detail: () => JSON.stringify(anna.sees?.(), null, 1) })
}

/** What must be there when the ability is declared. */
function need<T>(member: T | undefined): T {
  ok(member, 'the network declares this ability, but it or its rig has no such member')
  return member
}
