import { type ExitCode, exitCode } from '../config/exit-code.ts'
import { fileTrouble } from '../config/file-trouble.ts'
import { secretsOf } from '../config/redact-config.ts'
import type { Config } from '../config/schema.ts'
import { type Log, type Logger, openLog } from '../observe/log.ts'
import { StartFailure } from './start-failure.ts'

/** The log; undefined, after the reason was printed, if it cannot be opened. */
export function openLogOrSay(config: Config): Log | undefined {
  const secrets = secretsOf(config)
  try {
    return openLog(config.logging, { secrets })
  } catch (error) {
    const file = error instanceof Error && 'path' in error ? String(error.path) : ''
    print(`The log cannot be opened: ${file === '' ? '' : `${file}: `}${fileTrouble(error, file)}.`)
    return undefined
  }
}

/** Says in the log, and on the terminal if that is not where the log goes, why the program ends. Answers the exit code. */
export function sayFailure(config: Config, logger: Logger, error: unknown): ExitCode {
  const isExpected = error instanceof StartFailure
  const sentence = isExpected ? error.message : 'Switchboard ended because of a mistake of its own'
  logger.fatal(sentence, isExpected ? {} : { error })
  if (isExpected) logger.debug('the cause', { error: error.cause })
  if (!config.logging.writers.some(({ type }) => type === 'stdout')) print(sentence)
  return isExpected ? error.exitCode : exitCode.failed
}

function print(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
