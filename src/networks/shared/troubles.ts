/** What an admin is told of; `refused`: kept out for a while; `final` when it ended our work here. */
export type Cause = 'server' | 'nick' | 'login' | 'scope' | 'refused' | 'final'

/** Strangers may make some of them come and go as they like. */
const most = { told: 5, inMs: 60 * 60_000 }

/** Each trouble is told once, until it was over; and however often it comes, a few times in an hour. */
export class Troubles {
  readonly #current = new Set<Cause>()
  readonly #toldAt = new Map<Cause, readonly number[]>()

  /** Whether it is to be told. What is too often now is to be asked again while it lasts. */
  begin(cause: Cause, now: number): boolean {
    if (this.#current.has(cause)) return false
    const before = (this.#toldAt.get(cause) ?? []).filter((at) => now - at < most.inMs)
    if (before.length >= most.told) return false
    this.#current.add(cause)
    this.#toldAt.set(cause, [...before, now])
    return true
  }

  end(cause: Cause): void {
    this.#current.delete(cause)
  }
}
