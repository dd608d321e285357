import type { CustomerPresence } from '../../ports/network.ts'
import { dropOldest } from './bounded.ts'
import type { Caps } from './caps.ts'

/** People whose presence is kept at most, and resources of each: anybody may send presence. */
const mostPeople = 50_000
const mostResources = 30
/** Who is here with one program is here, whatever the others say. */
const order: readonly CustomerPresence['state'][] = ['here', 'busy', 'idle', 'away']

/** One program of somebody that is online. */
export interface Program {
  readonly caps: Caps | undefined
  readonly presence: CustomerPresence
}

/** Which programs of which people are online, as far as they let us see it. Lives as long as the connection. */
export class Presences {
  readonly #people = new Map<string, Map<string, Program>>()

  isOnline(jid: string): boolean {
    return this.#people.has(jid)
  }

  capsOf(jid: string, resource: string): Caps | undefined {
    return this.#people.get(jid)?.get(resource)?.caps
  }

  /** The resource of one of their programs. */
  someResource(jid: string): string | undefined {
    return this.#people.get(jid)?.keys().next().value
  }

  /** Of all their programs together. */
  presenceOf(jid: string): CustomerPresence | undefined {
    const all = [...(this.#people.get(jid)?.values() ?? [])].map(({ presence }) => presence)
    return all.sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state))[0]
  }

  available(jid: string, resource: string, program: Program): void {
    const resources = this.#people.get(jid) ?? new Map<string, Program>()
    resources.set(resource, program)
    dropOldest(resources, mostResources)
    this.#people.set(jid, resources)
    dropOldest(this.#people, mostPeople)
  }

  /** Without a resource: all of them. True when that was the last one. */
  unavailable(jid: string, resource: string): boolean {
    const resources = this.#people.get(jid)
    if (resource === '') resources?.clear()
    else resources?.delete(resource)
    if (resources && resources.size > 0) return false
    this.#people.delete(jid)
    return true
  }
}
