import { existsSync } from 'node:fs'
import type { App } from '../app/deps.ts'
import { createDispatcher } from '../app/dispatch.ts'
import { ownLease } from '../app/own-lease.ts'
import { createStatePublisher } from '../app/publish-state.ts'
import type { Paths } from '../config/cli.ts'
import { type ExitCode, exitCode } from '../config/exit-code.ts'
import type { Config } from '../config/schema.ts'
import { levelOf } from '../core/commands/permissions.ts'
import type { AgentId, RoomId } from '../core/ids.ts'
import type { Leases } from '../ports/lease.ts'
import { leaseOfNetwork } from '../ports/lease.ts'
import { watchFigures } from './app-metrics.ts'
import { greetHomeserver } from './greet-homeserver.ts'
import { makeApp } from './make-app.ts'
import { openHttp } from './open-http.ts'
import { openServices, type Services } from './open-services.ts'
import { openUnlessStopped } from './open-unless-stopped.ts'
import { openLogOrSay, sayFailure } from './say-failure.ts'
import { untilAborted } from './until-aborted.ts'

/** How long what is under way may take to end after a stop was asked for. */
const drainMs = 8000

/** Runs Switchboard until `stop` aborts. What keeps it from starting is said in the log. Resolves with the exit code. */
export async function run(config: Config, paths: Paths, version: string, stop: AbortSignal): Promise<ExitCode> {
  const log = openLogOrSay(config)
  if (!log) return exitCode.log
  // On a terminal this signal means that the terminal was closed.
  if (!process.stdin.isTTY) process.on('SIGHUP', log.reopen)
  const registration = paths.registrationPath
  if (!existsSync(registration))
    log.logger.warn('there is no registration to compare the configuration with; is -r right?', { registration })
  try {
    const services = await openUnlessStopped(openServices(config, paths, log.logger), stop, drainMs)
    if (services) await runWith(services, { config, version, stop })
    return exitCode.ok
  } catch (error) {
    return sayFailure(config, log.logger, error)
  } finally {
    process.off('SIGHUP', log.reopen)
    log.close()
  }
}

interface Running {
  readonly config: Config
  readonly version: string
  readonly stop: AbortSignal
}

async function runWith(services: Services, { config, version, stop }: Running): Promise<void> {
  let adminRoom: RoomId | undefined
  const app = makeApp({ ...services, config, version, adminRoom: () => adminRoom })
  watchFigures(services.metrics, services.store, services.networks, () => services.leases.held().length)
  try {
    await using http = await openHttp(config, app, services, stop)
    await app.rules.refresh()
    await app.agents.refresh()
    await app.teams.refresh()
    await Promise.race([greetHomeserver(app), untilAborted(stop)])
    const work = start(app, config, services.leases, stop)
    void findAdminRoom(app, config, stop).then((room) => {
      adminRoom = room
    })
    app.log.info({ version }, 'Switchboard is running')
    await untilAborted(stop)
    app.log.info({}, 'stopping: nothing new is taken, what is under way is finished')
    await http.stopTaking()
    await Promise.race([work, pause(drainMs)])
  } finally {
    await services.close()
  }
}

/** Every lease is wanted; which ones this process gets is between it and the others. */
function start(app: App, config: Config, leases: Leases, stop: AbortSignal): Promise<unknown> {
  const dispatcher = createDispatcher(app, () => leases.held())
  const publisher = createStatePublisher(app)
  app.wakeUps.on('agents', () => dispatcher.agentsChanged())
  app.wakeUps.on('rules', () => void refreshOrKeep(app, 'rules').then(() => publisher.changed()))
  app.wakeUps.on('teams', () => void refreshOrKeep(app, 'teams'))
  const networks = [...app.networks.keys()].map((id) =>
    leases.hold(leaseOfNetwork(id), stop, (lease) => ownLease(app, lease, id)),
  )
  const bot = leases.hold('bot', stop, (lease) => ownLease(app, lease, undefined))
  app.log.debug({ networks: config.networks.length }, 'waiting for leases')
  return Promise.all([bot, ...networks]).then(() => {
    publisher.stop()
    return dispatcher.idle()
  })
}

async function refreshOrKeep(app: App, what: 'rules' | 'teams'): Promise<void> {
  try {
    await app[what].refresh()
  } catch (error) {
    app.log.warn({ error }, `the ${what} could not be read; the old ones stay`)
  }
}

async function findAdminRoom(app: App, config: Config, stop: AbortSignal): Promise<RoomId | undefined> {
  const admins = Object.keys(config.bridge.permissions).filter(
    (who) => who.startsWith('@') && levelOf(config.bridge.permissions, who) === 'admin',
  )
  for (let waitMs = 500; !stop.aborted; waitMs = Math.min(waitMs * 2, 30_000)) {
    try {
      const room = await app.matrix.adminRoom(config.bridge.admin_room, admins as AgentId[])
      await app.store.setAdminRoom(room)
      return room
    } catch (error) {
      app.log.warn({ error }, 'the admin room could not be entered; trying again')
      await pause(waitMs)
    }
  }
  return undefined
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref())
}
