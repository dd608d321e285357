import { LineCounter, parseDocument } from 'yaml'
import { crossChecks } from './cross-checks.ts'
import { applyEnvironment, type Environment, type ReadFile } from './env-overrides.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { placeholdersIn } from './placeholders.ts'
import { type Problem, writePath } from './problem.ts'
import { problemsOf, type Where } from './problems-of.ts'
import type { Identity } from './registration.ts'
import { type Config, configSchema, defaultEnvPrefix } from './schema.ts'
import { isRecord, valueAt } from './schema-walk.ts'
import { lineOf, yamlProblems } from './source-lines.ts'

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | {
      readonly ok: false
      readonly problems: readonly Problem[]
      readonly exitCode: ExitCode
      /** What a registration can be compared with all the same; absent where something is wrong with just that. */
      readonly identity?: Identity
    }

export interface ReadOptions {
  /** Keys (`appservice.as_token`) whose problems do not matter now, because they are about to be replaced. */
  readonly ignore?: readonly string[]
}

/**
 * Reads a configuration: YAML, then environment variables, then everything that can be wrong with it, all at once.
 * Pure but for `readFile`, which gives the content of a file that a `_FILE` variable names and throws if it cannot.
 */
export function readConfig(text: string, env: Environment, readFile: ReadFile, options: ReadOptions = {}): ReadConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const broken = yamlProblems(document, lines)
  if (broken.length > 0) return { ok: false, problems: broken, exitCode: exitCode.configUnreadable }

  const raw: unknown = document.toJS({ maxAliasCount: -1 }) ?? {}
  const prefix = envPrefix(raw)
  const { value, sources, problems } = applyEnvironment(raw, prefix ?? '', prefix === undefined ? {} : env, readFile)
  const where: Where = (path) => {
    const source = sources.get(writePath(path))
    const line = source === undefined ? lineOf(document, lines, path) : undefined
    return source ?? (line === undefined ? '' : `line ${line}`)
  }
  const found = [...problems, ...findProblems(value, where)].filter(({ path }) => !options.ignore?.includes(path))
  if (found.length > 0)
    return { ok: false, problems: inOrder(found), exitCode: codeFor(found), ...identityIn(value, found) }
  return { ok: true, config: parseIgnoring(value, options.ignore ?? []) }
}

function identityIn(value: unknown, problems: readonly Problem[]): { identity?: Identity } {
  if (!isRecord(value) || problems.some(({ path }) => /^$|^(?:homeserver|appservice)\b/.test(path))) return {}
  const { homeserver, appservice } = value
  const { data } = configSchema.pick({ homeserver: true, appservice: true }).safeParse({ homeserver, appservice })
  return data ? { identity: data } : {}
}

function findProblems(value: unknown, where: Where): readonly Problem[] {
  if (!isRecord(value)) {
    return [{ where: 'line 1', path: '', text: 'is not a group of keys (key: value)', kind: 'unreadable' }]
  }
  const placeholders = placeholdersIn(value, where)
  const samples = new Set(placeholders.map(({ path }) => path))
  const others = [...problemsOf(value, where), ...crossChecks(value, where)]
  return [...placeholders, ...others.filter(({ path }) => !samples.has(path))]
}

function parseIgnoring(value: unknown, ignore: readonly string[]): Config {
  const filled: unknown = structuredClone(value)
  for (const path of ignore) {
    const [sectionName = '', name = ''] = path.split('.')
    if (!isRecord(filled)) break
    const section = filled[sectionName]
    filled[sectionName] = { ...(isRecord(section) ? section : {}), [name]: 'not-known-yet-0123456789' }
  }
  return configSchema.parse(filled)
}

function envPrefix(raw: unknown): string | undefined {
  const prefix = valueAt(raw, ['env_config_prefix'])
  if (prefix === undefined) return defaultEnvPrefix
  return typeof prefix === 'string' && prefix !== '' ? prefix : undefined
}

function codeFor(problems: readonly Problem[]): ExitCode {
  if (problems.some(({ kind }) => kind === 'unreadable')) return exitCode.configUnreadable
  return problems.every(({ kind }) => kind === 'placeholder') ? exitCode.placeholder : exitCode.configInvalid
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const line = ({ where }: Problem) => Number(/^line (\d+)$/.exec(where)?.[1] ?? Number.POSITIVE_INFINITY)
  return problems.toSorted((a, b) => compare(line(a), line(b)))
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1
}
