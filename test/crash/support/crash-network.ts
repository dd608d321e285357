import type { NetworkType } from './evidence.ts'
import type { Writer } from './writer.ts'

/** A network as the crash suite plays on it: a server that can end, and customers. */
export interface CrashNetwork {
  /** Also its id at every desk. */
  readonly type: NetworkType
  /** What stands in the configuration of that desk beside id and type. */
  config(desk: string): object
  /** A customer who is about to write to that desk. */
  come(name: string, desk: string): Promise<Writer>
  /** kill -9 of the server, or the end of all connections to it; then it comes back. */
  crash(): Promise<void>
  stop(): Promise<void>
}
