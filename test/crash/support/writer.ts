import type { Heard, NetworkType, WrittenLine } from './evidence.ts'

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
  /** Writes until so many lines were taken, or `isOver`; `waitMs` says how long to wait before each. */
  write(quota: number, waitMs: () => number, isOver: () => boolean): Promise<void>
  leave(): Promise<void>
}
