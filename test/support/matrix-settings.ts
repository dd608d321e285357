import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MatrixDeps, MatrixSettings } from '../../src/matrix/settings.ts'
import type { Logger } from '../../src/observe/log.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Registers nothing by itself: the path goes into `startSynapse({ registrations })`. */
export function writeRegistration(
  url: string,
  changes: { id?: string; as_token?: string; rate_limited?: boolean } = {},
): string {
  const exclusive = (regex: string) => [{ exclusive: true, regex }]
  const id = changes.id ?? 'switchboard'
  const registration = {
    id,
    url,
    as_token: `as-token-of-${id}`,
    hs_token: `hs-token-of-${id}`,
    sender_localpart: id,
    rate_limited: false,
    receive_ephemeral: true,
    'de.sorunome.msc2409.push_ephemeral': true,
    namespaces: { users: exclusive(`^@${id}_.*$`), aliases: exclusive(`^#${id}_.*$`), rooms: [] },
    ...changes,
  }
  const file = join(temporaryFolder('registration'), 'registration.yaml')
  writeFileSync(file, JSON.stringify(registration))
  return file
}

export function matrixSettings(homeserverUrl: string, changes: Partial<MatrixSettings> = {}): MatrixSettings {
  const id = changes.appserviceId ?? 'switchboard'
  return {
    homeserverUrl,
    serverName: 'switchboard.test',
    appserviceId: id,
    asToken: `as-token-of-${id}`,
    botLocalpart: id,
    botDisplayName: 'Switchboard',
    botAvatar: '',
    usernameTemplate: `${id}_{{.}}`,
    instance: 'test',
    agentPower: 0,
    removeAgentsOnArchive: true,
    ...changes,
  }
}

export function matrixDeps(said: string[] = []): MatrixDeps {
  const say = (text: string) => void said.push(text)
  const logger: Logger = { trace: say, debug: say, info: say, warn: say, error: say, fatal: say, child: () => logger }
  return { logger, now: Date.now, signLink: (mxc, name) => `https://files.example/${name}?of=${mxc}` }
}
