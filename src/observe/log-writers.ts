import pino from 'pino'
import { prettyFactory } from 'pino-pretty'

export type LogWriterSettings =
  | { readonly type: 'stdout'; readonly format: 'pretty' | 'pretty-colored' | 'json' }
  | { readonly type: 'file'; readonly format: 'json' | 'pretty'; readonly filename: string }

export interface LogWriter {
  readonly write: (line: string) => void
  /** Opens the file anew under its name, after it has been moved away. */
  readonly reopen: () => void
  readonly close: () => void
}

/** Opens one writer. Throws if its file cannot be opened. Lines are written at once, so that none is lost in a crash. */
export function openWriter(settings: LogWriterSettings, stdout: { write: (text: string) => unknown }): LogWriter {
  const format = formatter(settings.format)
  if (settings.type === 'stdout') {
    return { write: (line) => void stdout.write(format(line)), reopen: () => {}, close: () => {} }
  }
  const file = pino.destination({ dest: settings.filename, sync: true, mkdir: true, mode: 0o600 })
  // A full disk must not end the program.
  file.on('error', (error: Error) => void process.stderr.write(`${settings.filename}: ${error.message}\n`))
  return { write: (line) => void file.write(format(line)), reopen: () => file.reopen(), close: () => file.end() }
}

function formatter(format: LogWriterSettings['format']): (line: string) => string {
  if (format === 'json') return (line) => line
  return prettyFactory({ colorize: format === 'pretty-colored', translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l' })
}
