import type { Team } from '../core/presence/team.ts'
import type { StoreQueries } from '../ports/store-queries.ts'

/** The teams as this process last read them. */
export interface TeamsView {
  all(): readonly Team[]
  refresh(): Promise<void>
}

export function createTeamsView(store: Pick<StoreQueries, 'teams'>): TeamsView {
  let teams: readonly Team[] = []
  return {
    all: () => teams,
    refresh: async () => {
      teams = await store.teams()
    },
  }
}
