import { randomUUID } from 'node:crypto'
import { element } from './element.ts'
import { ns } from './namespaces.ts'
import type { Write } from './questions.ts'

const mostPings = 4

/**
 * A ping to ourselves through the server (XEP-0199): streams are worked off in order, so when it comes back the server has
 * taken all that was written before it. XEP-0114 has no acknowledgement of its own.
 */
export class Confirmations {
  readonly #write: Write
  readonly #domain: string
  readonly #patienceMs: number
  readonly #lost: () => void
  #timer: NodeJS.Timeout | undefined
  #underWay: { readonly id: string; readonly waiting: readonly (() => void)[] } | undefined
  #next: (() => void)[] = []

  /** `lost` is called when a ping has not come back for `patienceMs`, though it was repeated. */
  constructor(write: Write, domain: string, patienceMs: number, lost: () => void) {
    this.#write = write
    this.#domain = domain
    this.#patienceMs = patienceMs
    this.#lost = lost
  }

  /** Calls back when the server has taken everything written so far; never when the connection ends before. */
  confirm(done: () => void): void {
    this.#next.push(done)
    if (!this.#underWay) this.#ask()
  }

  /** What came from ourselves, with its id: only the server can send us that. */
  handle(id: string | undefined): void {
    if (!this.#underWay || id !== this.#underWay.id) return
    const { waiting } = this.#underWay
    clearTimeout(this.#timer)
    this.#underWay = undefined
    for (const done of waiting) done()
    if (this.#next.length > 0) this.#ask()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #ask(): void {
    const id = randomUUID()
    this.#underWay = { id, waiting: this.#next }
    this.#next = []
    this.#ping(id, 0)
  }

  /** Some servers share what comes between all connections of a component: while another one is open, a ping may go there. */
  #ping(id: string, times: number): void {
    const again = () => (times + 1 < mostPings ? this.#ping(id, times + 1) : this.#lost())
    this.#timer = setTimeout(again, this.#patienceMs / mostPings).unref()
    const attrs = { type: 'get', id, from: this.#domain, to: this.#domain }
    this.#write(element('iq', ns.component, attrs, element('ping', ns.ping)))
  }
}
