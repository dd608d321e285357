import { randomUUID } from 'node:crypto'
import type { Paths } from '../config/cli.ts'
import type { Config } from '../config/schema.ts'
import type { NetworkId } from '../core/ids.ts'
import { DatabaseLeases } from '../jobs/leases.ts'
import { nameOfThisProcess } from '../jobs/process-name.ts'
import { ListeningWakeUps } from '../jobs/wake-ups.ts'
import { createMatrix } from '../matrix/index.ts'
import type { Logger } from '../observe/log.ts'
import { createMetrics, type Metrics } from '../observe/metrics.ts'
import type { Leases } from '../ports/lease.ts'
import type { Log } from '../ports/log.ts'
import type { Matrix } from '../ports/matrix.ts'
import type { Neighbours } from '../ports/neighbours.ts'
import type { Network } from '../ports/network.ts'
import type { Store } from '../ports/store.ts'
import type { WakeUps } from '../ports/wake-ups.ts'
import { migrate } from '../storage/migrate.ts'
import { openStore } from '../storage/open-store.ts'
import { databaseFailure } from './database-failure.ts'
import { fieldsFirst } from './fields-first.ts'
import { makeNetworks } from './make-networks.ts'
import { matrixSettings } from './matrix-settings.ts'
import { type OpenDatabase, openDatabase } from './open-database.ts'

/** Everything outside of the shell, opened. */
export interface Services {
  readonly store: Store
  readonly wakeUps: WakeUps & Neighbours
  readonly leases: Leases
  readonly matrix: Matrix
  readonly networks: ReadonlyMap<NetworkId, Network>
  readonly log: Log
  readonly logger: Logger
  readonly metrics: Metrics
  /** Names this database, see `MatrixSettings`. */
  readonly instance: string
  close(): Promise<void>
}

/** Opens the database and what stands on it. Rejects with StartFailure. */
export async function openServices(config: Config, paths: Paths, logger: Logger): Promise<Services> {
  let database: OpenDatabase | undefined
  try {
    database = await openDatabase(config, paths, fieldsFirst(logger))
    const { applied } = await migrate(database.uri)
    if (applied.length > 0) logger.info('the database was brought to the newest schema', { applied })
    return await openOn(config, database, logger)
  } catch (error) {
    await database?.close()
    throw databaseFailure(error, config.database.uri)
  }
}

async function openOn(config: Config, database: OpenDatabase, logger: Logger): Promise<Services> {
  const log = fieldsFirst(logger)
  const { uri } = database
  const now = Date.now
  const holder = nameOfThisProcess()
  const wakeUps = new ListeningWakeUps({ uri })
  await wakeUps.start()
  const onConnectionLost = (error: Error): void => log.warn({ error }, 'a connection to the database was lost')
  const store = openStore({
    uri,
    holder,
    now,
    maxConnections: config.database.max_open_conns,
    wake: (topic, dueAt) => wakeUps.wake(topic, dueAt),
    onConnectionLost,
  })
  const leases = new DatabaseLeases({
    uri,
    holder,
    wakeUps,
    onError: (lease, error) => log.warn({ lease, error }, 'the lease could not be asked for; trying again'),
  })
  const metrics = createMetrics()
  const instance = await instanceOf(store)
  const matrix = createMatrix(matrixSettings(config, instance), { logger, now, signLink: () => '' })
  const networks = await makeNetworks(config, log, { now })
  const close = async (): Promise<void> => {
    matrix.close()
    await leases.close()
    await wakeUps.close()
    await store.close()
    await database.close()
  }
  return { store, wakeUps, leases, matrix, networks, log, logger, metrics, instance, close }
}

/** A name made once for each database. */
async function instanceOf(store: Store): Promise<string> {
  const known = await store.setting('instance')
  if (known !== undefined) return known
  const made = randomUUID().replaceAll('-', '').slice(0, 8)
  await store.setSetting('instance', made)
  return made
}
