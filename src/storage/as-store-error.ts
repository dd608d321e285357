import { StoreError } from '../ports/store-error.ts'

interface Coded {
  readonly message: string
  readonly code?: string
  readonly constraint?: string
}

/** Constraints that are only violated when somebody else was faster. */
const racedConstraints = new Set([
  'conversation_one_open',
  'conversation_pkey',
  'conversation_event_pkey',
  'conversation_room',
  'agent_pkey',
  'rule_set_one_published',
  'rule_set_one_draft',
])

// 08 connection, 53 resources, 57 operator intervention (shutdown, cancelled), 58 system, 25006 read-only, 25P03 idle too long, 28 and 3D: not our database.
const unavailableCode = /^(08|53|57|58|28|3D)|^25006$|^25P03$|^E[A-Z]/
const unavailableText = /connection|timeout|not queryable|end on the pool|does not support SSL/i
const sqlState = /^[0-9A-Z]{5}$/

/** Anything the driver throws, in the words of the port. Mistakes of our own (TypeError and the like) are left as they are. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const { code, constraint, message }: Coded = error
  if (code === 'SB001') return new StoreError({ kind: 'lease-lost', text: message }, error)
  if (isConflict(code, constraint)) return new StoreError({ kind: 'conflict', text: message }, error)
  if (isUnavailable(error, code))
    return new StoreError({ kind: 'unavailable', text: `the database is not available: ${message}` }, error)
  if (code === undefined || !sqlState.test(code)) return error
  return new StoreError({ kind: 'refused', text: message, ...(constraint ? { constraint } : {}) }, error)
}

function isConflict(code: string | undefined, constraint: string | undefined): boolean {
  if (code === '23505') return constraint !== undefined && racedConstraints.has(constraint)
  // Raised by require_rows; serialization failure, deadlock, lock not available.
  return code === 'SB002' || code === '40001' || code === '40P01' || code === '55P03'
}

function isUnavailable(error: Error, code: string | undefined): boolean {
  if (code !== undefined) return unavailableCode.test(code)
  return error.name === 'Error' && unavailableText.test(error.message)
}
