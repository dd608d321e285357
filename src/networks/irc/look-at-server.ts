import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { encodeLine } from './encode.ts'
import { finalRefusal, type Refusal } from './refusal.ts'
import type { IrcSettings } from './settings.ts'

const patienceMs = 10_000
/** Registers under another nick than ours, so that a running Switchboard keeps its own; with its number 9 characters at most (RFC 1459). */
const lookingNick = 'sblook'
const longestPiece = 400

/** The server lets us in. */
export interface SeenServer {
  readonly nickIsFree: boolean
  /** What came of the login by SASL; `not-offered`: the server let us in without it. */
  readonly login: 'not-wished' | 'not-offered' | 'accepted'
}

interface Look {
  readonly settings: IrcSettings
  readonly write: (command: string, ...params: readonly string[]) => void
  readonly resolve: (seen: SeenServer | { readonly refusal: Refusal }) => void
  readonly reject: (error: Error) => void
  login: SeenServer['login']
  offersLogin: boolean
}

/** Registers, signs in if we have an account, and leaves. Rejects with the reason when there is no server to speak with. */
export async function lookAtServer(settings: IrcSettings): Promise<SeenServer | { readonly refusal: Refusal }> {
  const { promise, resolve, reject } = Promise.withResolvers<SeenServer | { readonly refusal: Refusal }>()
  const socket = dial(settings)
  const write: Look['write'] = (command, ...params) => void socket.write(`${encodeLine(command, params)}\r\n`)
  const login = settings.sasl ? 'not-offered' : 'not-wished'
  const look: Look = { settings, write, resolve, reject, login, offersLogin: false }
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
  let rest = ''
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('the server closed the connection')))
  socket.once(settings.tls ? 'secureConnect' : 'connect', () => register(look))
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) answer(line, look)
  })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.end('QUIT\r\n')
    socket.destroySoon()
  }
}

function dial({ host, port, tls, tlsVerify = true, tlsCa }: IrcSettings): Socket {
  if (!tls) return connect({ host, port })
  return connectTls({
    host,
    port,
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: tlsVerify,
    ...(tlsCa === undefined ? {} : { ca: tlsCa }),
  })
}

function register({ settings, write }: Look): void {
  if (settings.serverPassword) write('PASS', settings.serverPassword)
  if (settings.sasl) write('CAP', 'LS', '302')
  write('NICK', `${lookingNick}${Math.floor(Math.random() * 1000)}`)
  write('USER', settings.username, '0', '*', 'looking')
}

function answer(line: string, look: Look): void {
  const { command, params } = parse(line)
  const refusal = finalRefusal({ command, params }, false)
  if (refusal) look.resolve({ refusal })
  else answers[command]?.(look, params)
}

const answers: Readonly<Record<string, (look: Look, params: readonly string[]) => void>> = {
  PING: ({ write }, params) => write('PONG', params.at(-1) ?? ''),
  CAP: negotiate,
  AUTHENTICATE: signIn,
  '903': (look) => {
    look.login = 'accepted'
    look.write('CAP', 'END')
  },
  // Broken off, as when services go at that moment.
  '906': ({ write }) => write('CAP', 'END'),
  '376': askForNick,
  '422': askForNick,
  '303': ({ resolve, settings, login }, params) => {
    const online = (params.at(-1) ?? '').trim().toLowerCase()
    resolve({ nickIsFree: online !== settings.contact.nick.toLowerCase(), login })
  },
  ERROR: ({ reject }, params) => reject(new Error(params.at(-1))),
}

function askForNick({ write, settings }: Look): void {
  write('ISON', settings.contact.nick)
}

function negotiate(look: Look, [, said, ...names]: readonly string[]): void {
  if (said === 'ACK') look.write('AUTHENTICATE', 'PLAIN')
  if (said === 'NAK') look.write('CAP', 'END')
  if (said !== 'LS') return
  look.offersLogin ||= /(?:^| )sasl(?:[= ]|$)/.test(names.at(-1) ?? '')
  const isMoreToCome = names.length > 1
  if (isMoreToCome) return
  if (look.offersLogin) look.write('CAP', 'REQ', 'sasl')
  else look.write('CAP', 'END')
}

/** By SASL PLAIN (RFC 4616), in pieces, of which one that is shorter than the longest is the last. */
function signIn({ settings: { sasl }, write }: Look): void {
  if (!sasl) return
  const encoded = Buffer.from(`${sasl.account}\0${sasl.account}\0${sasl.password}`).toString('base64')
  for (let at = 0; at <= encoded.length; at += longestPiece) {
    write('AUTHENTICATE', encoded.slice(at, at + longestPiece) || '+')
  }
}

function parse(line: string): { command: string; params: readonly string[] } {
  const [, command = '', rest = ''] = /^(?:@\S+ +)?(?::\S+ +)?(\S+)(.*)$/.exec(line) ?? []
  const [words = '', ...trailing] = rest.split(' :')
  const params = words.split(' ').filter(Boolean)
  return { command, params: trailing.length === 0 ? params : [...params, trailing.join(' :')] }
}
