/** Whom to watch by MONITOR: the difference between what the server watches for us and what we want, one line at a time. */
export class WatchList {
  /** Nicks the server watches for us, folded. */
  readonly #watched = new Set<string>()
  /** Of those, the ones the server has told us about: whatever happens to them from now on, we hear of it. */
  readonly #reported = new Set<string>()
  /** Of those, the ones whose holder was seen since: it is still the same person. */
  readonly #sure = new Set<string>()
  #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  isSure(nick: string): boolean {
    return this.#sure.has(nick)
  }

  isWatched(nick: string): boolean {
    return this.#watched.has(nick)
  }

  report(nick: string): void {
    if (this.#watched.has(nick)) this.#reported.add(nick)
  }

  /** The holder of the nick was seen just now. */
  see(nick: string): void {
    if (this.#reported.has(nick)) this.#sure.add(nick)
  }

  /** The server's list is full without these. */
  refuse(nicks: readonly string[]): void {
    for (const nick of nicks) this.#drop(nick)
    this.#limit = this.#watched.size
  }

  /** The next change to order, at most `maxBytes` of nicks, as if it were already carried out. Undefined when nothing is left. */
  nextChange(wanted: ReadonlySet<string>, maxBytes: number): { sign: '+' | '-'; nicks: readonly string[] } | undefined {
    const gone = [...this.#watched].filter((nick) => !wanted.has(nick))
    const dropped = fitting(gone, maxBytes)
    for (const nick of dropped) this.#drop(nick)
    if (dropped.length > 0) return { sign: '-', nicks: dropped }
    const missing = [...wanted].filter((nick) => !this.#watched.has(nick))
    const added = fitting(missing.slice(0, Math.max(0, this.#limit - this.#watched.size)), maxBytes)
    for (const nick of added) this.#watched.add(nick)
    return added.length > 0 ? { sign: '+', nicks: added } : undefined
  }

  #drop(nick: string): void {
    this.#watched.delete(nick)
    this.#reported.delete(nick)
    this.#sure.delete(nick)
  }
}

/** As many from the beginning as fit into one line; at least one. */
export function fitting(nicks: readonly string[], maxBytes: number): readonly string[] {
  let bytes = 0
  const end = nicks.findIndex((nick) => {
    bytes += Buffer.byteLength(nick) + 1
    return bytes > maxBytes
  })
  return end < 0 ? nicks : nicks.slice(0, Math.max(1, end))
}
