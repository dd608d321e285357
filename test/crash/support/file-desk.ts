import { parseArgs } from 'node:util'
import { ownLease } from '../../../src/app/own-lease.ts'
import { configSchema } from '../../../src/config/schema.ts'
import type { ContactId, NetworkId } from '../../../src/core/ids.ts'
import { makeApp } from '../../../src/main/make-app.ts'
import { openServices } from '../../../src/main/open-services.ts'
import { createLoopbackNetwork, loopbackFile } from '../../../src/networks/loopback/index.ts'
import { openLog } from '../../../src/observe/log.ts'
import { leaseOfNetwork } from '../../../src/ports/lease.ts'
import { waitFor } from '../../support/wait-for.ts'

// Switchboard with a network in memory: all that a customer's file passes on its way. A program of its own, to be killed.
const { values } = parseArgs({
  options: { database: { type: 'string' }, homeserver: { type: 'string' }, sends: { type: 'boolean' } },
})
const id = 'memory' as NetworkId
const config = configSchema.parse({
  homeserver: { address: values.homeserver, domain: 'switchboard.test' },
  appservice: {
    as_token: 'as-token-of-switchboard',
    hs_token: 'hs-token-of-switchboard',
    username_template: 'switchboard_{{.}}',
  },
  database: { uri: values.database },
  bridge: { permissions: { '@admin:switchboard.test': 'admin' } },
  networks: [{ id, type: 'irc', address: '127.0.0.1', nick: 'support' }],
})
const network = createLoopbackNetwork({ id, displayName: 'Memory', contact: 'support' as ContactId }, { now: Date.now })
const { logger } = openLog({ min_level: 'warn', writers: [{ type: 'stdout', format: 'pretty' }] })
const paths = { configPath: '', registrationPath: '', dataDir: '', noUpdate: true }
const services = await openServices(config, paths, logger)
const networks = new Map([[id, network]])
const app = makeApp({ ...services, networks, config, version: '0', adminRoom: () => undefined })
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())

const work = services.leases.hold(leaseOfNetwork(id), stop.signal, (lease) => ownLease(app, lease, id))
await waitFor('the network in memory', () => network.health().state === 'up')
if (values.sends) {
  const anna = network.person('anna')
  await anna.write('one')
  await anna.sendFile(loopbackFile('a.txt', 'text/plain', 'content'))
  await anna.write('two')
}
console.log('at work')
await work
await services.close()
