import type { Heard, NetworkType, WrittenLine } from './evidence.ts'
import type { Pace } from './write-lines.ts'

/** A customer who writes numbered lines, whoever listens, and knows of each what was said to it. */
export interface Writer {
  readonly name: string
  readonly network: NetworkType
  /** Their chats with us, as a pattern of LIKE. */
  readonly chats: string
  /** All lines so far. What was said to one may come later. */
  lines(): readonly WrittenLine[]
  /** What our contact said to them, over all connections. */
  heard(): readonly Heard[]
  /** Writes until enough lines were taken, or it is over. */
  write(pace: Pace): Promise<void>
  /** Resolves when all has arrived that was on its way to them. */
  catchUp(): Promise<void>
  leave(): Promise<void>
}
