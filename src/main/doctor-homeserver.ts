import type { CheckResult } from '../config/doctor.ts'
import type { Config } from '../config/schema.ts'
import { makeAppserviceListener } from '../http/appservice-listener.ts'
import { createMatrix, homeserverVersion, tokenOwner } from '../matrix/index.ts'
import type { Logger } from '../observe/log.ts'
import { MatrixError } from '../ports/matrix.ts'
import { addRegistration, refusalOf, unknownToken } from './homeserver-refusal.ts'
import { matrixSettings } from './matrix-settings.ts'

export async function lookAtHomeserver({ homeserver: { address } }: Config): Promise<CheckResult> {
  try {
    return { status: 'ok', text: `${await homeserverVersion(address)} at ${address}` }
  } catch (error) {
    const text = `${error instanceof Error ? error.message : String(error)}.`
    return { status: 'fail', text, remedy: 'Is the homeserver running, and is homeserver.address right?' }
  }
}

export async function lookAtRegistration({ homeserver, appservice }: Config): Promise<CheckResult> {
  const owner = await tokenOwner({ homeserverUrl: homeserver.address, asToken: appservice.as_token })
  if (owner === 'unknown') return { status: 'fail', ...unknownToken }
  const bot = `@${appservice.bot.username}:${homeserver.domain}`
  if (owner.user === bot) return { status: 'ok', text: `the homeserver knows us as ${bot}` }
  return {
    status: 'fail',
    text: `the token belongs to ${owner.user}, not to ${bot}.`,
    remedy: `Check homeserver.domain and appservice.bot.username. ${addRegistration}`,
  }
}

/** Answers the homeserver's call itself, unless a running Switchboard has the port and does. */
export async function lookAtPing(config: Config, logger: Logger): Promise<CheckResult> {
  const { appservice } = config
  const listener = makeAppserviceListener({
    hsToken: appservice.hs_token,
    log: logger,
    // Not acknowledged: what comes meanwhile is for the real program.
    onTransaction: () => Promise.reject(new Error('this is only the doctor')),
    onUserQuery: async () => false,
    onRoomQuery: async () => false,
    health: async () => ({ ok: true }),
  })
  const listens = await listener.listen({ port: appservice.port, hostname: appservice.hostname }).then(
    () => true,
    () => false,
  )
  const matrix = createMatrix(matrixSettings(config, 'doctor'), { logger, now: Date.now, signLink: () => '' })
  try {
    const ms = await matrix.ping()
    const running = listens ? '' : ' (Switchboard is running)'
    return { status: 'ok', text: `the homeserver reaches us in ${ms} ms, at the url of its registration${running}` }
  } catch (error) {
    return { status: 'fail', ...whyNotReached(error, config) }
  } finally {
    matrix.close()
    await listener.close()
  }
}

function whyNotReached(error: unknown, { appservice }: Config): { text: string; remedy: string } {
  const refusal = refusalOf(error)
  if (refusal !== undefined) return refusal
  const { calledBack, said } = error instanceof MatrixError ? error.failure : {}
  if (calledBack !== undefined) {
    return {
      text: `what the homeserver reaches at the url of its registration answers HTTP ${calledBack}.`,
      remedy: 'Is it Switchboard? Compare that url with appservice.address, hostname and port.',
    }
  }
  return {
    text: `the homeserver does not reach us: ${said ?? (error instanceof Error ? error.message : String(error))}.`,
    remedy: `Check appservice.address (the url of the registration, ${appservice.address}), hostname and port, and any firewall between.`,
  }
}
