import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { IrcSettings } from './settings.ts'

const patienceMs = 10_000
/** Registers under another nick than ours, so that a running Switchboard keeps its own. */
const lookingNick = 'sb-doctor'

/** What a look at the server showed: that it lets us in, and whether our nick is in use. Rejects with the reason when it does not. */
export async function lookAtServer(settings: IrcSettings): Promise<{ readonly nickIsFree: boolean }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ nickIsFree: boolean }>()
  const { host, port, contact, username, serverPassword } = settings
  const socket = settings.tls
    ? connectTls({
        host,
        port,
        ...(isIP(host) ? {} : { servername: host }),
        rejectUnauthorized: settings.tlsVerify ?? true,
        ...(settings.tlsCa === undefined ? {} : { ca: settings.tlsCa }),
      })
    : connect({ host, port })
  const suffix = Math.floor(Math.random() * 1000)
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
  let rest = ''
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('the server closed the connection')))
  socket.once(settings.tls ? 'secureConnect' : 'connect', () => {
    if (serverPassword) socket.write(`PASS :${serverPassword}\r\n`)
    socket.write(`NICK ${lookingNick}${suffix}\r\nUSER ${username} 0 * :looking\r\n`)
  })
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) answer(line, socket, contact.nick, { resolve, reject })
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.end('QUIT\r\n')
    socket.destroySoon()
  }
}

interface Ending {
  resolve(seen: { nickIsFree: boolean }): void
  reject(error: Error): void
}

function answer(line: string, socket: { write(text: string): unknown }, nick: string, ending: Ending): void {
  const [, command = '', parameters = ''] = /^(?:@\S+ )?(?::\S+ )?(\S+) ?(.*)$/.exec(line) ?? []
  if (command === 'PING') socket.write(`PONG ${parameters}\r\n`)
  if (command === '376' || command === '422') socket.write(`ISON ${nick}\r\n`)
  if (command === '303') ending.resolve({ nickIsFree: !parameters.toLowerCase().includes(nick.toLowerCase()) })
  if (command === 'ERROR') ending.reject(new Error(parameters.replace(/^:/, '')))
  if (command === '465' || command === '464') ending.reject(new Error(parameters.split(' :')[1] ?? parameters))
}
