import { isStoreUnavailable } from '../ports/store-error.ts'
import { quarantine } from './inbox-statements.ts'
import type { StoreContext } from './store-context.ts'
import { toStoredJson, toStoredText } from './stored-text.ts'

/**
 * Stores rows in one statement. If that fails for reasons of their data, they go in one by one, and those that cannot be
 * taken are put into quarantine: one bad row must not stop the rest, nor come back forever.
 */
export async function oneByOne<T>(
  context: StoreContext,
  rows: readonly T[],
  store: (rows: readonly T[]) => Promise<void>,
  afterwards: (bad: T) => Promise<void> = async () => {},
): Promise<void> {
  if (rows.length === 0) return
  try {
    await store(rows)
  } catch (error) {
    if (isStoreUnavailable(error)) throw error
    for (const row of rows) {
      const bad = await failureOf(() => store([row]))
      if (bad === undefined) continue
      await putAside(context, row, bad)
      await afterwards(row)
    }
  }
}

/** Why it cannot be taken; undefined when it was. */
async function failureOf(store: () => Promise<void>): Promise<unknown> {
  try {
    await store()
    return undefined
  } catch (error) {
    if (isStoreUnavailable(error)) throw error
    return error
  }
}

async function putAside(context: StoreContext, row: unknown, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  await context.database.rows(quarantine, ['inbox', toStoredJson(row), toStoredText(reason)])
}
