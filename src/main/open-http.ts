import type { App } from '../app/deps.ts'
import type { Config } from '../config/schema.ts'
import { signingKey } from '../config/signing-key.ts'
import { makeAppserviceListener } from '../http/appservice-listener.ts'
import { makePublicListener } from '../http/public-listener.ts'
import { type RunningBridge, startBridge } from '../matrix/index.ts'
import { escapePattern, templatePattern } from '../util/localpart.ts'
import { healthOf } from './health.ts'
import { listenOn } from './listen.ts'
import { matrixSettings } from './matrix-settings.ts'
import type { Services } from './open-services.ts'
import { createTransactions } from './take-transactions.ts'

export interface Http extends AsyncDisposable {
  /** No more transactions: the homeserver keeps them. */
  stopTaking(): Promise<void>
}

/**
 * Opens both listeners; transactions are committed before they are acknowledged, and then shown to the bridge. Rejects
 * with StartFailure, and then neither is open.
 */
export async function openHttp(config: Config, app: App, services: Services, stop: AbortSignal): Promise<Http> {
  await using opened = new AsyncDisposableStack()
  const bridge = await openBridge(config, services)
  opened.defer(() => bridge.close())
  const { hostname, port, hs_token: hsToken } = config.appservice
  const { metrics, logger } = services
  const transactions = createTransactions(app, services, stop)
  const appservice = makeAppserviceListener({
    hsToken,
    log: logger,
    onTransaction: async (transaction) => {
      await transactions.take(transaction)
      for (const event of transaction.events) show(bridge.feed(event), services)
      for (const event of transaction.ephemeral) show(bridge.feedEphemeral(event), services)
    },
    onUserQuery: async (user) => app.isOurs(user),
    onRoomQuery: async () => false,
    health: () => healthOf(app),
    ...(config.metrics.enabled ? { metrics } : {}),
  })
  const publicListener = await openPublic(config, app, services)
  opened.defer(async () => publicListener?.close())
  await listenOn(appservice, 'appservice', { port, hostname })
  opened.defer(() => appservice.close())
  const all = opened.move()
  return { stopTaking: () => appservice.close(), [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function openPublic(config: Config, app: App, { logger }: Services) {
  if (config.public.address === '') return undefined
  const listener = makePublicListener({
    signingKey: signingKey(config),
    download: (mxc, signal) => app.matrix.download(mxc, signal),
    now: () => app.clock.now(),
    log: logger,
  })
  await listenOn(listener, 'public', config.public)
  return listener
}

function openBridge(config: Config, services: Services): Promise<RunningBridge> {
  const { appservice, homeserver } = config
  const ghosts = templatePattern(appservice.username_template)
  const at = `:${escapePattern(homeserver.domain)}$`
  const settings = {
    ...matrixSettings(config, services.instance),
    hsToken: appservice.hs_token,
    userPatterns: [`^@${escapePattern(appservice.bot.username)}${at}`, `^@${ghosts}${at}`],
    aliasPatterns: [`^#${ghosts}${at}`],
  }
  const controller = { onEvent: async () => undefined, onEphemeral: async () => undefined }
  return startBridge(settings, controller, { logger: services.logger })
}

function show(fed: Promise<unknown>, { log }: Services): void {
  fed.catch((error: unknown) => log.debug({ error }, 'the bridge library did not take an event'))
}
