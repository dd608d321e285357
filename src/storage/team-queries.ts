import type { AgentId, TeamName } from '../core/ids.ts'
import type { Team } from '../core/presence/team.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import type { StoreTransaction } from '../ports/store-transaction.ts'
import { type Asking, prepared } from './statement.ts'
import type { Transaction } from './transaction.ts'

interface TeamRow {
  readonly name: TeamName
  readonly parent: TeamName | null
  readonly members: readonly AgentId[]
}

const all = prepared(
  'read-teams',
  `SELECT name, parent, ARRAY(SELECT agent_id FROM team_member WHERE team = name ORDER BY agent_id) AS members
FROM team ORDER BY name`,
)
/** Two changes at once might make a circle that neither of them sees. */
const lock = prepared('lock-teams', 'LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE')
const save = prepared(
  'save-team',
  'INSERT INTO team (name, parent) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET parent = excluded.parent',
)
const takeOut = prepared('take-out-members', 'DELETE FROM team_member WHERE team = $1 AND agent_id <> ALL ($2)')
/** Who is no agent any more is left out. */
const putIn = prepared(
  'put-in-members',
  `INSERT INTO team_member (team, agent_id) SELECT $1, id FROM agent WHERE id = ANY ($2) ON CONFLICT DO NOTHING`,
)
const remove = prepared('remove-team', 'DELETE FROM team WHERE name = $1')

export function teamQueries(database: Asking): Pick<StoreQueries, 'teams'> {
  return { teams: () => readTeams(database) }
}

export function teamWrites(tx: Transaction): Pick<StoreTransaction, 'lockTeams' | 'saveTeam' | 'removeTeam'> {
  return {
    async lockTeams() {
      tx.send(lock, [])
      return readTeams(tx)
    },
    saveTeam({ name, parent, members }) {
      tx.send(save, [name, parent ?? null])
      tx.send(takeOut, [name, members])
      tx.send(putIn, [name, members])
    },
    removeTeam: (name) => tx.send(remove, [name]),
  }
}

async function readTeams(asking: Asking): Promise<readonly Team[]> {
  const rows = await asking.rows<TeamRow>(all)
  return rows.map(({ parent, ...team }) => ({ ...team, ...(parent === null ? {} : { parent }) }))
}
