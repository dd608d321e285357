import { dropOldest } from './bounded.ts'
import { ns } from './namespaces.ts'

const mostPrograms = 50_000

interface Shown {
  /** It sends chat states. */
  states?: true
  /** It says what was displayed, so that having received something does not mean that yet. */
  displays?: true
  features?: ReadonlySet<string>
}

/** What people's programs have shown that they can, by full address. Kept over connections. */
export class Programs {
  readonly #shown = new Map<string, Shown>()

  shows(program: string, ability: 'states' | 'displays'): void {
    this.#of(program)[ability] = true
  }

  /** What it said of itself when asked. */
  declares(program: string, features: readonly string[]): void {
    this.#of(program).features = new Set(features)
  }

  tellsDisplayed(program: string): boolean {
    return this.#shown.get(program)?.displays === true
  }

  /** Only those get chat states (XEP-0085 5.1). */
  knowsStates(program: string): boolean {
    const shown = this.#shown.get(program)
    return shown?.states === true || shown?.features?.has(ns.chatStates) === true
  }

  /** It has said what it can, and this is not among it. */
  lacks(program: string, feature: string): boolean {
    return this.#shown.get(program)?.features?.has(feature) === false
  }

  #of(program: string): Shown {
    const shown = this.#shown.get(program) ?? {}
    this.#shown.set(program, shown)
    dropOldest(this.#shown, mostPrograms)
    return shown
  }
}
