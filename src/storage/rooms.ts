import type { AgentId, ConversationId, RoomId } from '../core/ids.ts'
import type { Store } from '../ports/store.ts'
import type { RoomRole, StoreQueries } from '../ports/store-queries.ts'
import { run, sql } from './build.ts'
import { type Asking, prepared } from './statement.ts'

const role = prepared(
  'room-role',
  `SELECT 'conversation' AS kind, id AS conversation, NULL AS user FROM conversation WHERE room_id = $1
UNION ALL SELECT kind, NULL, user_id FROM room WHERE room_id = $1 LIMIT 1`,
)

/** The room takes the place of the one that had this role before, and gives up any other role. The count makes the deletion come first. */
const setDirect = prepared(
  'set-direct-room',
  `WITH before AS (DELETE FROM room WHERE kind = 'direct' AND user_id = $2 AND room_id <> $1 RETURNING room_id)
INSERT INTO room (room_id, kind, user_id) SELECT $1, 'direct', $2 FROM (SELECT count(*) FROM before) AS gone
ON CONFLICT (room_id) DO UPDATE SET kind = 'direct', user_id = excluded.user_id`,
)

const setAdmin = prepared(
  'set-admin-room',
  `WITH before AS (DELETE FROM room WHERE kind = 'admin' AND room_id <> $1 RETURNING room_id)
INSERT INTO room (room_id, kind) SELECT $1, 'admin' FROM (SELECT count(*) FROM before) AS gone
ON CONFLICT (room_id) DO UPDATE SET kind = 'admin', user_id = NULL`,
)

interface RoleRow {
  readonly kind: RoomRole['kind']
  readonly conversation: ConversationId | null
  readonly user: AgentId | null
}

type Rooms = Pick<StoreQueries, 'roomRole' | 'directRoom'> &
  Pick<Store, 'setDirectRoom' | 'setAdminRoom' | 'forgetRoom'>

export function rooms(database: Asking): Rooms {
  return {
    async roomRole(room) {
      const [row] = await database.rows<RoleRow>(role, [room])
      return row && toRole(row)
    },
    async directRoom(user) {
      const query = sql('room').select('room_id').where({ kind: 'direct', user_id: user })
      const [row] = await run<{ room_id: RoomId }>(database, query)
      return row?.room_id
    },
    async setDirectRoom(user, room) {
      await database.rows(setDirect, [room, user])
    },
    async setAdminRoom(room) {
      await database.rows(setAdmin, [room])
    },
    async forgetRoom(room) {
      await run(database, sql('room').where({ room_id: room }).delete())
    },
  }
}

function toRole({ kind, conversation, user }: RoleRow): RoomRole | undefined {
  if (kind === 'admin') return { kind }
  if (kind === 'direct') return user === null ? undefined : { kind, user }
  return conversation === null ? undefined : { kind, conversation }
}
