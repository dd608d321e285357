import type { Logger } from '../observe/log.ts'
import type { Log } from '../ports/log.ts'

/** The log as the shell and the connectors call it: fields first. */
export function fieldsFirst(logger: Logger): Log {
  return {
    debug: (fields, text) => logger.debug(text, fields),
    info: (fields, text) => logger.info(text, fields),
    warn: (fields, text) => logger.warn(text, fields),
    error: (fields, text) => logger.error(text, fields),
  }
}
