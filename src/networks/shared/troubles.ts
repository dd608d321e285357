/** What an admin is told of; `refused`: kept out for a while; `final` when it ended our work here. */
export type Cause = 'server' | 'nick' | 'login' | 'scope' | 'refused' | 'final'

/** Each trouble is told once, until it was over. */
export class Troubles {
  readonly #told = new Set<Cause>()

  /** Whether it is to be told. */
  begin(cause: Cause): boolean {
    if (this.#told.has(cause)) return false
    this.#told.add(cause)
    return true
  }

  end(cause: Cause): void {
    this.#told.delete(cause)
  }
}
