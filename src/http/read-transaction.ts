import { isNestedDeeperThan } from './json-depth.ts'

/** What a homeserver pushes at once. */
export interface Transaction {
  /** The homeserver's number for it. It starts anew at 1 now and then: never recognise a repeat by it. */
  readonly txnId: string
  /**
   * Events in order, unchecked: anything JSON can be. `JSON.stringify` of each is text that PostgreSQL can store: NUL and
   * lone surrogates are escaped in it.
   */
  readonly events: readonly unknown[]
  /** Typing, receipts and presence, unchecked. Not repeated if lost. */
  readonly ephemeral: readonly unknown[]
}

/** Deeper events cannot be serialised safely again. What homeservers accept stays far below. */
const deepestEvent = 1000

/** Stands in the place of an event that nests too deeply, so that it is put aside and the others go on. */
export const tooDeepEvent = 'an event nested too deeply'

/** The transaction in a request's body; undefined if the body is not a JSON object or its events are not a list. */
export function readTransaction(txnId: string, body: Buffer): Transaction | undefined {
  const parsed = parseObject(body)
  const events = parsed?.['events'] ?? []
  if (parsed === undefined || !Array.isArray(events)) return undefined
  const ephemeral = parsed['ephemeral'] ?? parsed['de.sorunome.msc2409.ephemeral']
  const isDeep = isNestedDeeperThan(deepestEvent, body)
  return {
    txnId,
    events: isDeep ? events.map(replaceIfTooDeep) : events,
    ephemeral: Array.isArray(ephemeral) && !isDeep ? ephemeral : [],
  }
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    return isObject ? (parsed as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function replaceIfTooDeep(event: unknown): unknown {
  try {
    return isNestedDeeperThan(deepestEvent, Buffer.from(JSON.stringify(event))) ? tooDeepEvent : event
  } catch {
    return tooDeepEvent
  }
}
