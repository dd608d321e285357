import type { NetworkId } from '../core/ids.ts'

/** What one process at a time may own: the work of the bot, or of one network. */
export type LeaseName = 'bot' | `network:${string}`

/** The lease of a network: its connector, its conversations, their timers and effects. */
export function leaseOfNetwork(network: NetworkId): LeaseName {
  return `network:${network}`
}

/**
 * A lease this process was given. `epoch` grows with every change of owner; writes that carry an old one are refused.
 * After `isHeld` has turned false it never turns true again: a lease that is won back is a new object with a new epoch.
 */
export interface HeldLease {
  readonly name: LeaseName
  readonly epoch: number
  /** By this process' monotonic clock, with a margin: false before another process can take over, also after a stall. Ask before every send. */
  isHeld(): boolean
  /** Aborts when the lease is lost, or is about to be given back: end what is under way, start nothing new. */
  readonly signal: AbortSignal
}

/** Wins and keeps leases. */
export interface Leases {
  /**
   * Runs `own` whenever this process wins the lease, until `signal` aborts: waits while another process holds it, takes it
   * when it is free or has run out, renews it, and after a loss waits again. When `signal` aborts the lease's own signal
   * does too; the lease is kept until `own` has ended and is given back then. If `own` ends or rejects by itself, the lease
   * is given back and wanted again after a pause. Resolves when all has ended.
   */
  hold(name: LeaseName, signal: AbortSignal, own: (lease: HeldLease) => Promise<void>): Promise<void>
  /** The leases this process holds at this moment. */
  held(): readonly HeldLease[]
}
