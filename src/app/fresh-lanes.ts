import type { ConversationId } from '../core/ids.ts'
import type { LeaseName } from '../ports/lease.ts'
import type { Lane, Side } from '../ports/outbox.ts'
import type { StoredConversation } from '../ports/store-transaction.ts'

/** Who carries out the effects of one lease towards one side. */
export interface LaneTaker {
  /** Whether nothing can be in that lane that is neither under way nor stopped. */
  isEmpty(lane: string): boolean
  /** Begins with the lane at once, unless it has too much to do: then false. */
  take(lane: Lane, known: StoredConversation | undefined): boolean
}

/** A lane with what a transaction has just stored in it. */
export interface FreshLane extends Lane {
  readonly side: Side
}

type Place = Pick<FreshLane, 'side'> & { readonly lane: string }

/** Ends what was announced: with what was committed, or nothing where that is not known. */
export type Settle = (
  committed: readonly FreshLane[] | undefined,
  conversation: (id: ConversationId) => StoredConversation | undefined,
) => void

/**
 * Passes what is ordered on to who carries it out, without a look into the database: where its lane was empty and nobody else
 * orders something for it meanwhile. Only the owner of a lease writes into its lanes, so this process knows of all who do.
 */
export interface FreshLanes {
  /** To be called before rows are added to these lanes; or before something else is done there that a look must find. */
  announce(lease: LeaseName, places: readonly Place[]): Settle
  /** Until the returned function is called. */
  on(lease: LeaseName, side: Side, taker: LaneTaker): () => void
}

interface Pending {
  count: number
  isAlone: boolean
}

/** `wake`: somebody has to look. */
export function createFreshLanes(wake: (topic: `outbox:${Side}:${LeaseName}`) => void): FreshLanes {
  const takers = new Map<string, LaneTaker>()
  const pending = new Map<string, Pending>()
  const begin = (lease: LeaseName, { side, lane }: Place): void => {
    const name = nameOf(lease, side, lane)
    const known = pending.get(name)
    const isAlone = known === undefined && takers.get(`${side}:${lease}`)?.isEmpty(lane) === true
    pending.set(name, { count: (known?.count ?? 0) + 1, isAlone })
  }
  const end = (lease: LeaseName, { side, lane }: Place): boolean => {
    const name = nameOf(lease, side, lane)
    const { count = 1, isAlone = false } = pending.get(name) ?? {}
    if (count > 1) pending.set(name, { count: count - 1, isAlone })
    else pending.delete(name)
    return isAlone
  }
  return {
    announce(lease, given) {
      const places = [...new Map(given.map((place) => [nameOf(lease, place.side, place.lane), place])).values()]
      for (const place of places) begin(lease, place)
      return (committed, conversation) => {
        const rest = places.filter((place) => {
          const isAlone = end(lease, place)
          const fresh = committed?.find(({ side, name }) => side === place.side && name === place.lane)
          const first = fresh?.rows[0]?.conversation
          const known = first === undefined ? undefined : conversation(first)
          return !(isAlone && fresh && takers.get(`${place.side}:${lease}`)?.take(fresh, known))
        })
        for (const side of new Set(rest.map((place) => place.side))) wake(`outbox:${side}:${lease}`)
      }
    },
    on(lease, side, taker) {
      takers.set(`${side}:${lease}`, taker)
      return () => void takers.delete(`${side}:${lease}`)
    },
  }
}

function nameOf(lease: LeaseName, side: Side, lane: string): string {
  return `${lease} ${side} ${lane}`
}
