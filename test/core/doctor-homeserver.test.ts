import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { configSchema } from '../../src/config/schema.ts'
import { lookAtHomeserver, lookAtPing, lookAtRegistration } from '../../src/main/doctor-homeserver.ts'
import { greetHomeserver } from '../../src/main/greet-homeserver.ts'
import { failureOf } from '../../src/matrix/failure.ts'
import { freePort } from '../support/free-port.ts'
import { silent } from '../support/irc-rig.ts'
import { matrixDeps } from '../support/matrix-settings.ts'

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** As Synapse 1.163.2 answers. */
const synapse = {
  unknownToken: { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token passed.' } },
  versions: { status: 200, body: { versions: ['v1.1', 'v1.12'] } },
  version: { status: 200, body: { server: { name: 'Synapse', version: '1.163.2' } } },
  otherId: { status: 403, body: { errcode: 'M_FORBIDDEN', error: 'Mismatching application service ID in path' } },
  badStatus: (status: number) => ({
    status: 502,
    body: { errcode: 'M_BAD_STATUS', error: `HTTP ${status} x`, status, body: '{}' },
  }),
  refused: { status: 502, body: { errcode: 'M_CONNECTION_FAILED', error: 'ConnectionRefusedError: 111' } },
} as const

const addRegistration =
  'Add registration.yaml, as made by switchboard -g, to app_service_config_files in homeserver.yaml and restart the homeserver.'
const otherHsToken = {
  text: 'the homeserver calls us with another hs_token than that of the configuration.',
  remedy:
    'Give the homeserver the registration.yaml that was made with this configuration, and restart it; or does a proxy in between refuse its calls?',
}

describe('what the homeserver thinks of us', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections()
  })

  async function configFor(answer: (path: string, request: IncomingMessage) => Answer) {
    const server = createServer((request, response) => {
      const { status, body } = answer(request.url ?? '', request)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return configSchema.parse({
      homeserver: { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, domain: 'help.test' },
      appservice: { as_token: 'a'.repeat(20), hs_token: 'h'.repeat(20), port: await freePort() },
      bridge: { permissions: {} },
      networks: [],
    })
  }

  it('the homeserver is looked at without a token, which it may not know', async () => {
    const config = await configFor((path, { headers }) => {
      if (headers.authorization !== undefined) return synapse.unknownToken
      return path.endsWith('/client/versions') ? synapse.versions : synapse.version
    })
    assert.deepEqual(await lookAtHomeserver(config), {
      status: 'ok',
      text: `Synapse 1.163.2 (Matrix v1.12) at ${config.homeserver.address}`,
    })
  })

  it('a registration that it does not know is to be added', async () => {
    const config = await configFor(() => synapse.unknownToken)
    assert.deepEqual(await lookAtRegistration(config), {
      status: 'fail',
      text: 'the homeserver does not know our token.',
      remedy: addRegistration,
    })
  })

  it('a token of somebody else is said with who that is', async () => {
    const config = await configFor(() => ({ status: 200, body: { user_id: '@other:help.test' } }))
    assert.deepEqual(await lookAtRegistration(config), {
      status: 'fail',
      text: 'the token belongs to @other:help.test, not to @switchboard:help.test.',
      remedy: `Check homeserver.domain and appservice.bot.username. ${addRegistration}`,
    })
  })

  const pings: readonly (readonly [string, Answer, object])[] = [
    [
      'that comes back',
      { status: 200, body: { duration_ms: 3 } },
      { status: 'ok', text: 'the homeserver reaches us in 3 ms, at the url of its registration' },
    ],
    ['with another hs_token', synapse.badStatus(403), { status: 'fail', ...otherHsToken }],
    [
      'under another appservice.id',
      synapse.otherId,
      {
        status: 'fail',
        text: 'the homeserver knows our token under another appservice.id.',
        remedy: addRegistration,
      },
    ],
    [
      'that something else answers',
      synapse.badStatus(404),
      {
        status: 'fail',
        text: 'what the homeserver reaches at the url of its registration answers HTTP 404.',
        remedy: 'Is it Switchboard? Compare that url with appservice.address, hostname and port.',
      },
    ],
    [
      'that nobody answers',
      synapse.refused,
      {
        status: 'fail',
        text: 'the homeserver does not reach us: ConnectionRefusedError: 111 (502 M_CONNECTION_FAILED).',
        remedy:
          'Check appservice.address (the url of the registration, http://localhost:29390), hostname and port, and any firewall between.',
      },
    ],
  ]
  for (const [name, answer, result] of pings) {
    it(`a ping ${name} is said as that`, async () => {
      const config = await configFor(() => answer)
      assert.deepEqual(await lookAtPing(config, matrixDeps().logger), result)
    })
  }

  describe('at the start', () => {
    const greet = ({ status, body }: Answer) => {
      const ping = () => Promise.reject(failureOf('POST /ping', { status, body }))
      return greetHomeserver({ matrix: { ping }, log: silent } as never)
    }

    it('another hs_token stops the program: every transaction would be refused', async () => {
      const message = `T${otherHsToken.text.slice(1)} ${otherHsToken.remedy}`
      await assert.rejects(greet(synapse.badStatus(403)), { name: 'StartFailure', exitCode: 30, message })
    })

    it('an unknown token and another appservice.id stop it too', async () => {
      await assert.rejects(greet(synapse.unknownToken), { exitCode: 30, message: /^The homeserver does not know our/ })
      await assert.rejects(greet(synapse.otherId), { exitCode: 30, message: /^The homeserver knows our token under/ })
    })

    it('what may pass does not', async () => {
      for (const answer of [synapse.refused, synapse.badStatus(502), synapse.badStatus(404)]) await greet(answer)
    })
  })
})
