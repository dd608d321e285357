import { exitCode } from './exit-code.ts'

export interface CheckResult {
  readonly status: 'ok' | 'warn' | 'fail' | 'skip'
  /** What was found, as a sentence. */
  readonly text: string
  /** What to do about it. */
  readonly remedy?: string
}

/** One thing that must work. */
export interface Check {
  readonly name: string
  /** Names of checks before it without which this one makes no sense; if one did not succeed, it is skipped. */
  readonly needs?: readonly string[]
  /** The code the doctor exits with if this check is the first to fail; 1 if absent. */
  readonly exitCode?: number
  /** A rejection counts as a failure with its message. */
  readonly run: () => Promise<CheckResult>
}

const lineWidth = 118
const marks = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: '--' } as const

/** Runs the checks in order, prints each as soon as it is known, and returns the exit code. */
export async function runDoctor(checks: readonly Check[], print: (line: string) => void): Promise<number> {
  const results = new Map<string, CheckResult>()
  const nameWidth = Math.max(0, ...checks.map(({ name }) => name.length))
  for (const check of checks) {
    const result = missingNeed(check, results) ?? (await runOne(check))
    results.set(check.name, result)
    for (const line of formatResult(check.name, result, nameWidth)) print(line)
  }
  const failed = checks.find(({ name }) => results.get(name)?.status === 'fail')
  return failed ? (failed.exitCode ?? exitCode.failed) : exitCode.ok
}

function missingNeed(check: Check, results: ReadonlyMap<string, CheckResult>): CheckResult | undefined {
  const missing = check.needs?.filter((name) => {
    const status = results.get(name)?.status
    return status !== 'ok' && status !== 'warn'
  })
  if (!missing || missing.length === 0) return undefined
  return { status: 'skip', text: `skipped: needs the ${missing.join(' and the ')}` }
}

async function runOne(check: Check): Promise<CheckResult> {
  try {
    return await check.run()
  } catch (error) {
    return { status: 'fail', text: error instanceof Error ? error.message : String(error) }
  }
}

/** The lines of one result: mark, name, then the text in a column of its own. */
export function formatResult(name: string, result: CheckResult, nameWidth: number): readonly string[] {
  const start = ` ${marks[result.status].padEnd(4)}  ${name.padEnd(nameWidth)}   `
  const text = [result.text, result.remedy].filter(Boolean).join(' ')
  const [first = '', ...rest] = wrap(text, Math.max(40, lineWidth - start.length))
  return [`${start}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(start.length)}${line}`)]
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
