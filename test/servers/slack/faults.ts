/** How Slack is to answer instead of doing what it is asked. */
export type Fault =
  | { readonly error: string; readonly needed?: string }
  | { readonly retryAfter: number }
  | { readonly status: number }
  /** Does it, but the answer never arrives. */
  | { readonly cut: 'after' }
  /** Neither does it nor answers. */
  | { readonly cut: 'before' }

/** Faults on demand, by method or for all (`*`). */
export class Faults {
  readonly #once = new Map<string, Fault[]>()
  readonly #always = new Map<string, Fault>()

  once(method: string, ...faults: readonly Fault[]): void {
    this.#once.set(method, [...(this.#once.get(method) ?? []), ...faults])
  }

  always(method: string, fault: Fault | undefined): void {
    if (fault) this.#always.set(method, fault)
    else this.#always.delete(method)
  }

  take(method: string): Fault | undefined {
    return this.#once.get(method)?.shift() ?? this.#always.get(method) ?? this.#always.get('*')
  }
}
