/** In bytes of UTF-8; more cannot be told at once. */
export const longestWords = 7000

/**
 * The other processes on this database, told in passing of what nobody misses for long: it is not kept, lost while there
 * is no connection, and may come late. Not for anything that must happen.
 */
export interface Neighbours {
  /** Resolves once the database has it; everybody hears it then, this process too. Rejects when it is lost. */
  tell(words: string): Promise<void>
  /** Calls `hear` with what is told from now on. Any process on the database may have said it. Must not throw. */
  onTold(hear: (words: string) => void): void
}
