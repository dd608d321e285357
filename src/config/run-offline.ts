import type { Action, Paths } from './cli.ts'
import { helpText } from './cli-help.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { loadConfig, loadConfigAndRegistration } from './load-config.ts'
import { type NewFile, NotWritten, type OfflineIo } from './offline-io.ts'
import { makeRegistration, type Tokens } from './registration.ts'
import { sampleConfig } from './sample-config.ts'
import { saveTokens } from './save-tokens.ts'

/** Carries out what needs no server and returns the exit code; undefined for actions that are not of that kind. */
export function runOffline(action: Action, io: OfflineIo): ExitCode | undefined {
  switch (action.kind) {
    case 'usage-error':
      io.printError(action.text)
      return exitCode.usage
    case 'help':
      io.print(helpText(io.version))
      return exitCode.ok
    case 'version':
      io.print(action.json ? JSON.stringify({ Name: 'switchboard', Version: io.version }) : `switchboard ${io.version}`)
      return exitCode.ok
    case 'generate-config':
      return generateConfig(action, io)
    case 'generate-registration':
      return generateRegistration(action, io)
    case 'check-config':
      return checkConfig(action, io)
    case 'run':
    case 'doctor':
    case 'replay':
    case 'export':
      return undefined
  }
}

function generateConfig({ configPath }: Paths, io: OfflineIo): ExitCode {
  if (configPath === '-') {
    io.print(sampleConfig().trimEnd())
    return exitCode.ok
  }
  if (io.exists(configPath)) {
    io.printError(`${configPath} exists already and was not touched. Choose another path with -c.`)
    return exitCode.failed
  }
  return save(io, [[configPath, sampleConfig()]], `Wrote ${configPath}. Edit it, then: switchboard -g -c ${configPath}`)
}

const tokenKeys = ['appservice.as_token', 'appservice.hs_token']

function generateRegistration(paths: Paths, io: OfflineIo): ExitCode {
  if (paths.noUpdate) {
    io.printError('-g saves the new tokens in the configuration; that and -n (never write to it) exclude each other.')
    return exitCode.noUpdateForbids
  }
  const loaded = loadConfig(paths, io, { ignore: tokenKeys, consequence: 'no registration was made' })
  if (!loaded.ok) {
    io.printError(loaded.report)
    return loaded.exitCode
  }
  const fromEnvironment = tokensInEnvironment(paths, io)
  if (fromEnvironment !== undefined) {
    io.printError(
      `${fromEnvironment} is set and would win over the new token. Unset it, or make the registration by hand.`,
    )
    return exitCode.configInvalid
  }
  const tokens: Tokens = { asToken: io.makeToken(), hsToken: io.makeToken() }
  const files = [
    [paths.configPath, saveTokens(io.readFile(paths.configPath), tokens)],
    [paths.registrationPath, makeRegistration(loaded.config, tokens)],
  ] as const
  const next = `Add its path to app_service_config_files in homeserver.yaml and restart the homeserver.`
  return save(io, files, `Wrote ${paths.registrationPath}, and its tokens into ${paths.configPath}. ${next}`)
}

function tokensInEnvironment(paths: Paths, io: OfflineIo): string | undefined {
  const bare = loadConfig(paths, { ...io, env: {} }, { ignore: tokenKeys })
  const prefix = bare.ok ? bare.config.env_config_prefix : undefined
  if (!prefix) return undefined
  const names = ['AS', 'HS'].flatMap((which) => [`APPSERVICE__${which}_TOKEN`, `APPSERVICE__${which}_TOKEN_FILE`])
  return names.map((name) => prefix + name).find((name) => io.env[name] !== undefined)
}

function checkConfig(paths: Paths, io: OfflineIo): ExitCode {
  const loaded = loadConfigAndRegistration(paths, io, '')
  if (!loaded.ok) {
    io.printError(loaded.report)
    return loaded.exitCode
  }
  const registration = io.exists(paths.registrationPath)
    ? `${paths.registrationPath} fits it.`
    : `There is no ${paths.registrationPath} to compare it with. Is -r right?`
  io.print(`${paths.configPath} is fine. ${registration}`)
  return exitCode.ok
}

function save(io: OfflineIo, files: readonly NewFile[], done: string): ExitCode {
  try {
    io.writeFiles(files)
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error
    io.printError(`${error.path} could not be written: ${error.message}. Nothing was changed.`)
    return exitCode.notSaved
  }
  io.print(done)
  return exitCode.ok
}
