import { password } from './people.ts'
import type { Ports } from './ports.ts'
import { heading, paint, print } from './screen.ts'
import { domain, type Installation } from './switchboard.ts'

/** Where everything is, who can log in, and what is worth trying. */
export function printTryIt(ports: Ports, { folder }: Installation): void {
  heading('Now try it yourself')
  rows([
    ['Matrix', `http://127.0.0.1:${ports.homeserver}`],
    ['log in as', `mira, ben or admin (@mira:${domain} and so on); the password is ${password}`],
    ['IRC', `127.0.0.1, port ${ports.irc}, no TLS; the help desk is the nick support`],
  ])
  steps([
    [
      'Be the agent.',
      'In Element (or any other Matrix client): Sign in, edit the homeserver to the address above, log in as mira.',
    ],
    ['Be the customer.', `irssi -c 127.0.0.1 -p ${ports.irc} -n you   then   /msg support hi, my invoice is wrong`],
    [
      'Join the room',
      'that mira is invited to, within a minute, and talk. !help shows what you can do there; !close solved ends it.',
    ],
    [
      'Nobody there?',
      'Write as another nick and answer 2 (technical): Ben is at lunch, so you wait in line. Log in as ben and tell the bot: ready',
    ],
    ['Be the admin.', 'Log in as admin and look into the room "Switchboard admins":'],
  ])
  for (const [command, says] of commands) print(`       ${paint('magenta', command.padEnd(30))} ${paint('dim', says)}`)
  rows([
    ['State', `http://127.0.0.1:${ports.appservice}/health   and   /metrics`],
    ['Files', folder],
  ])
}

const commands = [
  ['help', 'all commands'],
  ['queue list', 'who waits where'],
  ['agent list', 'who is there'],
  ['why 1', 'why the conversation above went to Mira'],
  ['rule list', 'the rules; rule add, rule check, rule diff, rule publish change them'],
  ['health', 'database, homeserver, networks'],
] as const

function rows(all: readonly (readonly [name: string, text: string])[]): void {
  print()
  for (const [name, text] of all) print(`  ${paint('bold', name.padEnd(11))} ${text}`)
}

function steps(all: readonly (readonly [what: string, how: string])[]): void {
  print()
  for (const [index, [what, how]] of all.entries()) print(`  ${index + 1}. ${paint('bold', what)} ${how}`)
}
