import { setTimeout as pause } from 'node:timers/promises'
import { startSlack } from '../../support/slack-rig.ts'
import type { CrashNetwork } from './crash-network.ts'
import { SlackWriter } from './slack-writer.ts'

const unreachableMs = 1000

/** A workspace for each desk, on a stand-in. */
export async function openSlackNetwork(desks: readonly string[]): Promise<CrashNetwork> {
  const started = await Promise.all(desks.map(async (desk) => [desk, await startSlack()] as const))
  const servers = new Map(started)
  const serverOf = (desk: string) => {
    const server = servers.get(desk)
    if (!server) throw new Error(`There is no workspace for the desk ${desk}.`)
    return server
  }
  return {
    type: 'slack',
    config: (desk) => {
      const { appToken, botToken, apiUrl } = serverOf(desk)
      return { displayname: 'Acme', app_token: appToken, bot_token: botToken, api_url: apiUrl }
    },
    come: (name, desk) => Promise.resolve(new SlackWriter(serverOf(desk), name)),
    crash: async () => {
      for (const server of servers.values()) server.cut()
      await pause(unreachableMs)
      for (const server of servers.values()) server.restore()
    },
    stop: async () => {
      await Promise.all([...servers.values()].map((server) => server.stop()))
    },
  }
}
