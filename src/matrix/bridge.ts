import { CommittedEvents } from './committed-events.ts'
import { isJson } from './json.ts'
import { AppServiceRegistration, Bridge, LogService, MembershipCache } from './sdk.ts'
import type { MatrixDeps, MatrixSettings } from './settings.ts'

type WebServer = Parameters<Bridge['listen']>[3]

export interface BridgeSettings extends MatrixSettings {
  readonly hsToken: string
  /** The patterns of the registration. */
  readonly userPatterns: readonly string[]
  readonly aliasPatterns: readonly string[]
}

/** What reaches the rest of the program through the bridge: everything that people, not we, did. */
export interface BridgeController {
  /** A room event. When it rejects, so does `feed`. */
  onEvent(event: unknown): Promise<void>
  /** Typing, receipts, presence. */
  onEphemeral(event: unknown): Promise<void>
}

export interface RunningBridge {
  /** Hands a committed event in; what has not the shape of an event is left out. Resolves once the controller is done with it, at once for what our own users did. */
  feed(event: unknown): Promise<void>
  feedEphemeral(event: unknown): Promise<void>
  close(): Promise<void>
}

/**
 * The `Bridge` of matrix-appservice-bridge between the committed events and us. Its queue, stores, edit check (a request
 * per edit, letting later events overtake), retrying senders and web server stay unused. `Bridge` handles whatever
 * passes `feed` in the order of the calls, so the caller waits for one before feeding the next of the same room.
 */
export async function startBridge(
  settings: BridgeSettings,
  controller: BridgeController,
  { logger }: Pick<MatrixDeps, 'logger'>,
): Promise<RunningBridge> {
  quietSdk(logger)
  const events = new CommittedEvents()
  const bridge = new Bridge({
    homeserverUrl: settings.homeserverUrl,
    domain: settings.serverName,
    registration: registrationOf(settings),
    disableStores: true,
    logRequestOutcome: false,
    queue: { type: 'none', perRequest: false },
    eventValidation: {},
    membershipCache: new NoMembers(),
    controller: {
      onEvent: (request) => void request.outcomeFrom((async () => controller.onEvent(request.getData()))()),
      onLog: (text, isError) => (isError ? logger.warn(text) : logger.debug(text)),
    },
  })
  await bridge.initialise()
  await bridge.listen(0, '', 0, events as unknown as WebServer)
  return {
    feed: async (event) => (isEvent(event) ? events.feed(event) : undefined),
    feedEphemeral: async (event) => (isJson(event) ? controller.onEphemeral(event) : undefined),
    close: () => bridge.close(),
  }
}

/** `Bridge` reads these without looking. */
function isEvent(event: unknown): boolean {
  const texts = ['sender', 'type', 'room_id', 'event_id']
  return isJson(event) && isJson(event['content']) && texts.every((key) => typeof event[key] === 'string')
}

/** The one of the SDK keeps every member of every room for ever, for intents, which we do not use. */
class NoMembers extends MembershipCache {
  override setMemberEntry(): void {}
}

function registrationOf(settings: BridgeSettings): AppServiceRegistration {
  const exclusive = (regex: string) => ({ exclusive: true, regex })
  const registration = AppServiceRegistration.fromObject({
    id: settings.appserviceId,
    url: null,
    as_token: settings.asToken,
    hs_token: settings.hsToken,
    sender_localpart: settings.botLocalpart,
    rate_limited: false,
    namespaces: {
      users: settings.userPatterns.map(exclusive),
      aliases: settings.aliasPatterns.map(exclusive),
      rooms: [],
    },
  })
  if (registration === null) throw new Error('the registration is not complete')
  return registration
}

/** The SDK would write to the console. */
function quietSdk(logger: MatrixDeps['logger']): void {
  const says =
    (level: 'debug' | 'warn') =>
    (module: string, ...parts: unknown[]) => {
      logger[level](`matrix-bot-sdk ${module}`, { parts: parts.map(String) })
    }
  LogService.setLogger({
    info: says('debug'),
    warn: says('warn'),
    error: says('warn'),
    debug: says('debug'),
    trace: says('debug'),
  })
}
