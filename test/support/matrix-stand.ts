import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AgentId, ConversationId, EffectKey, RoomId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import { createMatrix } from '../../src/matrix/create-matrix.ts'
import type { MatrixSettings } from '../../src/matrix/settings.ts'
import { type Ghost, MatrixError, type MatrixFailure, type RoomRequest } from '../../src/ports/matrix.ts'
import { needServers } from '../servers/installed.ts'
import { type Synapse, startSynapse } from '../servers/synapse.ts'
import { type Json, type MatrixApi, matrixApi } from './matrix-api.ts'
import { matrixDeps, matrixSettings, writeRegistration } from './matrix-settings.ts'

export const anna: Ghost = { localpart: 'switchboard_anna', displayName: 'Anna' }
export const annaId = '@switchboard_anna:switchboard.test'
export const botId = '@switchboard:switchboard.test'
export const says = (words: string): Message => ({ kind: 'text', text: words })

let keys = 0
export const nextKey = (): EffectKey => `7:${++keys}:0` as EffectKey

export function roomRequest(changes: Partial<RoomRequest> = {}): RoomRequest {
  return {
    key: nextKey(),
    conversation: 7 as ConversationId,
    description: { name: 'Anna · billing · IRC', topic: 'billing on Libera' },
    ghost: anna,
    network: { id: 'libera', type: 'irc', displayName: 'Libera Chat' },
    chat: 'anna',
    chatDisplayName: 'anna',
    ...changes,
  }
}

/** The failure of a call that must fail. */
export async function refusal(promise: Promise<unknown>): Promise<MatrixFailure> {
  const error = await promise.then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof MatrixError, String(error))
  return error.failure
}

/** Answers everything alike and keeps what was asked. */
export async function stubServer(
  status: number,
  body: unknown,
): Promise<{ url: string; asked: string[]; bodies: string[]; server: Server }> {
  const asked: string[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => bodies.push(Buffer.concat(chunks).toString()))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, bodies, server }
}

type Event = { readonly content: Json; readonly sender: string; readonly origin_server_ts: number }

/** A Synapse that knows the application services `switchboard` and `limited`, a person, and the adapter on it. */
export interface MatrixStand {
  synapse: Synapse
  agent: { readonly userId: AgentId; readonly accessToken: string }
  matrix: ReturnType<typeof createMatrix>
  asAgent: MatrixApi
  asBot: MatrixApi
  /** What the homeserver asked of the application service. */
  asked: readonly string[]
  bodies: readonly string[]
  adapter(changes?: Partial<MatrixSettings>): ReturnType<typeof createMatrix>
  stateOf(room: RoomId, type: string, key?: string): Promise<Json>
  /** The latest hundred events, the latest first. */
  timeline(room: RoomId): Promise<Json[]>
  eventOf(room: RoomId, id: string): Promise<Event>
  joinedRoom(): Promise<RoomId>
}

/** To be called inside a `describe`; what it returns is filled before the first test. */
export function matrixStand({ roomVersion, settings: more }: { roomVersion?: string; settings?: Json }): MatrixStand {
  const stand = {} as MatrixStand
  let close = async () => {}

  before(async function () {
    needServers(this, 'synapse')
    const appservice = await stubServer(200, {})
    const limited = writeRegistration(appservice.url, { id: 'limited', rate_limited: true })
    const registrations = [writeRegistration(appservice.url), limited]
    const settings = { rc_message: { per_second: 0.01, burst_count: 5 }, ...more }
    const synapse = await startSynapse({ registrations, settings, ...(roomVersion !== undefined && { roomVersion }) })
    const { accessToken, userId } = await synapse.registerUser('alice', 'password')
    const agent = { accessToken, userId: userId as AgentId }
    Object.assign(stand, connect(synapse, agent), { asked: appservice.asked, bodies: appservice.bodies })
    close = async () => {
      stand.matrix.close()
      await synapse.stop()
      appservice.server.close()
    }
  })
  after(() => close())
  return stand
}

function connect(synapse: Synapse, agent: MatrixStand['agent']): Omit<MatrixStand, 'asked' | 'bodies'> {
  const adapter = (changes: Partial<MatrixSettings> = {}) =>
    createMatrix(matrixSettings(synapse.url, changes), matrixDeps())
  const asAgent = matrixApi(synapse.url, agent.accessToken)
  const asBot = matrixApi(synapse.url, 'as-token-of-switchboard')
  const matrix = adapter()
  const read = async (room: RoomId, rest: string) =>
    (await asBot('GET', `/rooms/${encodeURIComponent(room)}/${rest}`)).body
  return {
    synapse,
    agent,
    matrix,
    asAgent,
    asBot,
    adapter,
    stateOf: (room, type, key = '') => read(room, `state/${type}/${encodeURIComponent(key)}`),
    timeline: async (room) => (await read(room, 'messages?dir=b&limit=100'))['chunk'] as Json[],
    eventOf: async (room, id) => (await read(room, `event/${encodeURIComponent(id)}`)) as unknown as Event,
    async joinedRoom() {
      const room = await matrix.createRoom(roomRequest())
      await matrix.invite(room, agent.userId, 'come')
      assert.equal((await asAgent('POST', `/join/${encodeURIComponent(room)}`, {})).status, 200)
      return room
    },
  }
}
