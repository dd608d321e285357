import { password } from './people.ts'
import type { Ports } from './ports.ts'
import { heading, paint, print, width } from './screen.ts'
import { domain, type Installation, visitor, xmppContact } from './switchboard.ts'
import { wrapText } from './wrap-text.ts'

const nameWidth = 13

/** Where everything is, who can log in, and what is worth trying. */
export function printTryIt(ports: Ports, { folder }: Installation): void {
  heading('Now try it yourself')
  row('Matrix', `http://127.0.0.1:${ports.homeserver}   log in as mira, ben or admin, password ${password}`)
  row('IRC', `127.0.0.1 port ${ports.irc}, no TLS   the help desk is the nick support`)
  row(
    'XMPP',
    `127.0.0.1 port ${ports.xmpp}, no TLS   log in as ${visitor.jid}, password ${visitor.password}; the help desk is ${xmppContact}`,
  )
  row('Slack', 'a stand-in, for the play only: docs/networks/slack.md says how to connect a workspace')
  print()
  row('1 Agent', agentText(ports))
  row('2 Customer', `In another terminal: irssi -c 127.0.0.1 -p ${ports.irc} -n you   (any IRC client will do)`)
  row('', 'Then type: /msg support hi, my invoice is wrong')
  row('', 'Or on XMPP: start profanity and type, one line after the other')
  line(`/connect ${visitor.jid} server 127.0.0.1 port ${ports.xmpp} tls disable`)
  line(visitor.password)
  line(`/msg ${xmppContact} hi, my invoice is wrong`)
  row(
    '3 Talk',
    'Mira is invited to a room: join it within a minute. !help says what she can do; !close solved ends it.',
  )
  row('4 Nobody', nobodyText)
  row('5 Admin', 'Log in as admin. In the room "Switchboard admins" try:')
  for (const [command, says] of commands) row('', `${paint('magenta', `!${command}`.padEnd(12))} ${paint('dim', says)}`)
  print()
  row('State', `http://127.0.0.1:${ports.appservice}/health   (figures for Prometheus: /metrics)`)
  row('Files', `${folder}   (configuration, registration, logs; removed at the end)`)
  print()
  print(`  ${paint('bold', 'What happens from now on is shown below. Ctrl-C ends everything.')}\n`)
}

function agentText({ homeserver }: Ports): string {
  return `In Element Desktop, or any Matrix client on this machine: Sign in, change the homeserver to http://127.0.0.1:${homeserver}, log in as mira (@mira:${domain}).`
}

const nobodyText =
  'Log in as ben and tell the bot: away lunch. As another nick write: my screen stays dark, and answer 2 (technical): you wait in line, and are told so. Then tell the bot: ready'

const commands = [
  ['queue list', 'who waits where'],
  ['agent list', 'who is there, and what they have'],
  ['why 1', 'why the first conversation above went to Mira'],
  ['rule list', 'the rules; !help rule add shows how to write one'],
  ['health', 'database, homeserver, networks'],
] as const

/** To be copied, so it is never broken. */
function line(command: string): void {
  print(`${' '.repeat(nameWidth + 4)}${paint('magenta', command)}`)
}

/** A name and its text, which may have colours only if it fits on one line. */
function row(name: string, text: string): void {
  const lines = text.includes('\x1b') ? [text] : wrapText(text, width() - nameWidth - 2)
  for (const [index, line] of lines.entries()) {
    print(`  ${paint('bold', (index === 0 ? name : '').padEnd(nameWidth))}${line}`)
  }
}
