/** Lanes of chats in which an agent's line waits behind something less urgent, as far as this process knows. */
export interface Haste {
  add(lane: string): void
  has(lane: string): boolean
  /** What is in the lane now was read anew: its rows tell the rest. */
  forget(lane: string): void
}

export function createHaste(): Haste {
  const lanes = new Set<string>()
  return {
    add: (lane) => void lanes.add(lane),
    has: (lane) => lanes.has(lane),
    forget: (lane) => void lanes.delete(lane),
  }
}
