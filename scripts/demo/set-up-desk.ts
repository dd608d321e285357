import type { AgentClient } from '../../test/support/agent-client.ts'
import { type IrcPlace, ircPlaceOf, jidOf, readLinks } from '../../test/support/places.ts'
import type { MatrixView } from './matrix-view.ts'
import { heading } from './screen.ts'
import type { Desk } from './stage.ts'
import { bot, domain } from './switchboard.ts'

/** What an administrator types, and what the answer must say. */
const commands: readonly (readonly [command: string, answer: RegExp])[] = [
  ['queue add billing title "Billing"', /added to the draft/],
  ['queue add technical title "Technical"', /added to the draft/],
  ['question add topic "What is it about?" choices billing, technical', /Added to the draft as question 1/],
  [
    'rule add "billing words" when text.contains("invoice") or answers.topic == "billing" then queue billing priority 5',
    /Added to the draft as rule 1/,
  ],
  ['rule default queue technical', /queue technical/],
  [`agent add @mira:${domain} queues billing`, /is an agent now/],
  [`agent add @ben:${domain} queues billing, technical`, /is an agent now/],
  ['rule publish "two queues, one rule"', /Rule set 1 is live/],
]

const patienceMs = 30_000

/** Where customers write to, as published. */
export interface Published {
  readonly irc: IrcPlace
  readonly jid: string
}

/** The administrator accepts the invitation of the bot, sets everything up by its commands, and has it print what to publish. */
export async function setUpDesk({ people: { admin }, view, step }: Desk): Promise<Published> {
  heading('The administrator sets it up, in the admin room')
  const room = await step('the admin is invited to the admin room', async () => {
    const invitation = await admin.invited((one) => one.name === 'Switchboard admins', patienceMs)
    await view.joins('admin', invitation)
    return invitation.room
  })
  for (const [command, answer] of commands) {
    await step(`the bot answers "${command}"`, () =>
      answered(admin, room, answer, () => view.says('admin', room, command)),
    )
  }
  const command = 'contact links'
  const links = await step(`the bot answers "${command}"`, () =>
    answered(admin, room, /PUBLISH/, () => view.says('admin', room, command)),
  )
  return readPublished(links)
}

function readPublished(answer: string): Published {
  const links = readLinks(answer).map(([, link]) => link)
  const [[irc], [jid]] = [links.flatMap((link) => ircPlaceOf(link) ?? []), links.flatMap((link) => jidOf(link) ?? [])]
  if (!irc || jid === undefined) throw new Error(`The bot said "${answer}", and a nick and a JID were expected.`)
  return { irc, jid }
}

/** Ben says something to the bot in their direct chat. */
export type BenSays = (text: string, answer: RegExp) => Promise<void>

/** The agents open a chat with the bot and say that they are there; Ben then goes for lunch. */
export async function agentsArrive({ people, view, step }: Desk): Promise<BenSays> {
  heading('Two agents say whether they are there, each in a direct chat with the bot')
  const miraChat = await step('Mira begins a chat with the bot', () => chatWithBot(view, 'Mira', people.mira))
  const benChat = await step('Ben begins a chat with the bot', () => chatWithBot(view, 'Ben', people.ben))
  const says = async (name: string, client: AgentClient, room: string, text: string, answer: RegExp) => {
    await step(`${name} says ${text}`, () => answered(client, room, answer, () => view.says(name, room, text)))
  }
  const benSays: BenSays = (text, answer) => says('Ben', people.ben, benChat, text, answer)
  await benSays('ready', /ready/i)
  await says('Mira', people.mira, miraChat, 'ready', /ready/i)
  await benSays('away lunch', /away/i)
  return benSays
}

async function chatWithBot(view: MatrixView, name: string, client: AgentClient): Promise<string> {
  const room = await view.startsChat(name)
  await client.waitFor('the welcome of the bot', () => fromBot(client, room).length > 0, patienceMs)
  return room
}

/** Speaks, and waits for an answer of the bot that says what it should; the answer. */
export async function answered(
  client: AgentClient,
  room: string,
  answer: RegExp,
  speak: () => Promise<void>,
): Promise<string> {
  const before = fromBot(client, room).length
  await speak()
  const reply = await client.waitFor('an answer of the bot', () => fromBot(client, room)[before], patienceMs)
  if (!answer.test(reply.body)) throw new Error(`The bot said "${reply.body}", and ${answer} was expected.`)
  return reply.body
}

function fromBot(client: AgentClient, room: string) {
  return client.messages(room).filter(({ sender }) => sender === bot)
}
