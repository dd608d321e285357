import type { AuditEntry, Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { run, sql } from './build.ts'
import type { Asking } from './statement.ts'
import { toStoredText } from './stored-text.ts'

interface AuditRow extends Omit<AuditEntry, 'room'> {
  readonly room: string | null
}

type Records = Pick<StoreQueries, 'setting'> & Pick<Store, 'setSetting' | 'addAudit' | 'audit'>

/** Settings and the audit. */
export function records(database: Asking): Records {
  return {
    async setting(key) {
      const [row] = await run<{ value: string }>(database, sql('setting').select('value').where({ key }))
      return row?.value
    },
    async setSetting(key, value) {
      if (value === undefined) await run(database, sql('setting').where({ key }).delete())
      else await run(database, sql('setting').insert({ key, value }).onConflict('key').merge())
    },
    async addAudit({ at, who, room, command, outcome }) {
      const row = { at: new Date(at), who, room, command: toStoredText(command), outcome: toStoredText(outcome) }
      await run(database, sql('audit').insert(row))
    },
    async audit(limit) {
      const query = sql('audit').select('at', 'who', 'room', 'command', 'outcome').orderBy('id', 'desc').limit(limit)
      const rows = await run<AuditRow>(database, query)
      return rows.map(({ room, ...entry }) => ({ ...entry, ...(room === null ? {} : { room }) }))
    },
  }
}
