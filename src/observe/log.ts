import pino from 'pino'
import { type LogWriterSettings, openWriter } from './log-writers.ts'
import { type Detail, loggable } from './loggable.ts'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
export type LogFields = Readonly<Record<string, unknown>>

/**
 * Writes what happened, for operators: a sentence without values, and the values as fields (`conversation`, `network`,
 * `room`, `error`, ...). What people wrote never goes into the sentence; under a body's name (`body`, `text`, `line`,
 * ...) it goes into fields, which are left out at info and above.
 */
export type Logger = Readonly<Record<LogLevel, (says: string, fields?: LogFields) => void>> & {
  /** A logger that adds these fields to every line. */
  readonly child: (fields: LogFields) => Logger
}

export interface LogSettings {
  readonly min_level: LogLevel
  readonly writers: readonly LogWriterSettings[]
}

export interface Log {
  readonly logger: Logger
  /** Opens the files anew; to be called on SIGHUP. */
  readonly reopen: () => void
  readonly close: () => void
}

interface Surroundings {
  /** Never written, wherever they turn up. */
  readonly secrets?: readonly string[]
  readonly stdout?: { write: (text: string) => unknown }
}

/** Opens the log. Throws if a file of it cannot be opened. */
export function openLog(settings: LogSettings, { secrets = [], stdout = process.stdout }: Surroundings = {}): Log {
  const writers = settings.writers.map((writer) => openWriter(writer, stdout))
  const hide = hider(secrets)
  const write = (line: string) => {
    const shown = hide(line)
    for (const writer of writers) writer.write(shown)
  }
  const options = { level: settings.min_level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return {
    logger: wrap(pino(options, { write })),
    reopen: () => {
      for (const writer of writers) writer.reopen()
    },
    close: () => {
      for (const writer of writers) writer.close()
    },
  }
}

function wrap(inner: pino.Logger): Logger {
  const at =
    (level: LogLevel, detail: Detail) =>
    (says: string, fields: LogFields = {}) => {
      if (inner.isLevelEnabled(level)) inner[level](loggable(fields, detail), says)
    }
  const everything = { bodies: true, stacks: true }
  // What is expected now and then, such as a homeserver that is away, came from nowhere in the program.
  const expected = { bodies: false, stacks: false }
  const mistake = { bodies: false, stacks: true }
  return {
    trace: at('trace', everything),
    debug: at('debug', everything),
    info: at('info', expected),
    warn: at('warn', expected),
    error: at('error', mistake),
    fatal: at('fatal', mistake),
    child: (fields) => wrap(inner.child(loggable(fields, expected))),
  }
}

function hider(secrets: readonly string[]): (line: string) => string {
  const asWritten = secrets.filter((secret) => secret.length >= 4).map((secret) => JSON.stringify(secret).slice(1, -1))
  return (line) => asWritten.reduce((shown, secret) => shown.split(secret).join('(secret)'), line)
}
