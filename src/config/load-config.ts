import type { Paths } from './cli.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { fileTrouble, isMissingFile } from './file-trouble.ts'
import { formatProblems } from './format-problems.ts'
import type { OfflineIo } from './offline-io.ts'
import { type ReadOptions, readConfig } from './read-config.ts'
import { checkRegistration, type Identity } from './registration.ts'
import type { Config } from './schema.ts'

export type LoadedConfig = { readonly ok: true; readonly config: Config } | Refused

interface Refused {
  readonly ok: false
  readonly report: string
  readonly exitCode: ExitCode
  /** As much of it as a registration can be compared with, where that much is right. */
  readonly identity?: Identity
}

type Reading = Pick<OfflineIo, 'env' | 'exists' | 'readFile'>

/** The configuration at `paths.configPath`, or the report to print and the code to exit with. */
export function loadConfig(
  paths: Paths,
  io: Reading,
  options: ReadOptions & { consequence?: string } = {},
): LoadedConfig {
  const file = readText(paths.configPath, io)
  if (!file.ok) {
    const remedy = file.isMissing ? ` Make one with: switchboard -e -c ${paths.configPath}` : ''
    return { ok: false, report: `${file.report}${remedy}`, exitCode: exitCode.configUnreadable }
  }
  const read = readConfig(file.text, io.env, io.readFile, options)
  if (read.ok) return read
  const report = formatProblems(paths.configPath, read.problems, options.consequence)
  return { ...read, report }
}

/** As `loadConfig`, and the registration at `paths.registrationPath`, where there is one, must fit; what is wrong with both is reported together. */
export function loadConfigAndRegistration(paths: Paths, io: Reading, consequence?: string): LoadedConfig {
  const loaded = loadConfig(paths, io, consequence === undefined ? {} : { consequence })
  const isUnread = !loaded.ok && loaded.exitCode === exitCode.configUnreadable
  if (isUnread || !io.exists(paths.registrationPath)) return loaded
  const identity = loaded.ok ? loaded.config : loaded.identity
  const refused = refuseRegistration(paths.registrationPath, io, identity, loaded.ok ? consequence : '')
  if (refused === undefined) return loaded
  return loaded.ok ? refused : { ...loaded, report: `${loaded.report}\n${refused.report}` }
}

function refuseRegistration(
  path: string,
  io: Reading,
  identity: Identity | undefined,
  consequence?: string,
): Refused | undefined {
  const file = readText(path, io)
  if (!file.ok) return { ok: false, report: file.report, exitCode: exitCode.configUnreadable }
  const problems = checkRegistration(file.text, identity)
  if (problems.length === 0) return undefined
  const hasPlaceholder = problems.some(({ kind }) => kind === 'placeholder')
  return {
    ok: false,
    report: formatProblems(path, problems, consequence),
    exitCode: hasPlaceholder ? exitCode.placeholder : exitCode.configInvalid,
  }
}

type ReadText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly report: string; readonly isMissing: boolean }

function readText(path: string, io: Reading): ReadText {
  try {
    return { ok: true, text: io.readFile(path) }
  } catch (error) {
    if (isMissingFile(error)) return { ok: false, report: `There is no ${path}.`, isMissing: true }
    return { ok: false, report: `${path} cannot be read: ${fileTrouble(error, path)}.`, isMissing: false }
  }
}
