import { chatId, printAddress } from '../../src/networks/slack/ids.ts'
import { shownText } from '../../test/servers/slack/shown.ts'
import type { SlackCustomer } from '../../test/servers/slack/slack-customer.ts'
import type { SlackServer } from '../../test/servers/slack/slack-server.ts'
import { startSlack } from '../../test/support/slack-rig.ts'
import { answerCount, type BenchNetwork, type BenchPerson } from './bench-network.ts'
import { nickOf, type SeededPeople } from './seed.ts'

const id = 'slack'
const prefix = 'CARL'

/** Slack takes about one message a second in a channel, and we send no faster: so there are fewer. */
const messages = { in: 2000, out: 200 }

export async function openOnSlack(count: number): Promise<BenchNetwork> {
  const server = await startSlack()
  const posted = watchPosts(server)
  const customers = Array.from({ length: count }, (_, n) => join(server, nickOf(prefix, n)))
  const { appToken: app_token, botToken: bot_token, apiUrl: api_url } = server
  return {
    ...{ id, server: 'a stand-in', people: peopleOf(server), messages },
    section: { id, type: 'slack', app_token, bot_token, api_url },
    persons: customers.map((customer) => personOf(customer, posted, server)),
    bare: (text) => post(server, customers[0] as SlackCustomer, text),
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

type Posted = Map<string, (text: string) => void>

/** Told of each message of ours, by channel. */
function watchPosts({ workspace }: SlackServer): Posted {
  const posted: Posted = new Map()
  const add = workspace.add.bind(workspace)
  workspace.add = (channel, content) => {
    const made = add(channel, content)
    if (made.isBot) posted.get(channel)?.(shownText(made))
    return made
  }
  return posted
}

/** With ids from which their records can be made. */
function join(server: SlackServer, name: string): SlackCustomer {
  const { workspace } = server
  const person = { id: `U${name}`, channel: `D${name}`, name }
  workspace.people.set(person.id, { ...person, presence: 'active', isDeactivated: false, home: undefined })
  workspace.posts.set(person.channel, [])
  return server.customer(name)
}

function peopleOf({ workspace }: SlackServer): SeededPeople {
  const chat = (name: string) => ({ team: workspace.teamId, user: `U${name}`, channel: `D${name}` })
  return {
    ...{ type: 'slack', prefix },
    chatOf: (name) => chatId(chat(name)),
    addressOf: (name) => printAddress(chat(name)),
  }
}

function personOf(customer: SlackCustomer, posted: Posted, server: SlackServer): BenchPerson {
  const own = () => server.workspace.posts.get(customer.person.channel) ?? []
  return {
    says: (text) => void customer.write(text),
    hears: (end) =>
      new Promise((resolve) => posted.set(customer.person.channel, (text) => void (text.endsWith(end) && resolve()))),
    answers: answerCount(
      (index) => own()[index]?.text,
      () => own().length,
    ),
  }
}

/** The call that a message takes there, and nothing else. */
async function post(server: SlackServer, { person }: SlackCustomer, text: string): Promise<void> {
  const headers = { authorization: `Bearer ${server.botToken}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ channel: person.channel, text })
  const answer = await fetch(`${server.apiUrl}chat.postMessage`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
}
