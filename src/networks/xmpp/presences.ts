import type { Caps } from './caps.ts'

/** People whose presence is kept at most, and resources of each: anybody may send presence. */
const mostPeople = 50_000
const mostResources = 30

/** Which programs of which people are online, as far as they let us see it. Lives as long as the connection. */
export class Presences {
  readonly #people = new Map<string, Map<string, Caps | undefined>>()

  isOnline(jid: string): boolean {
    return this.#people.has(jid)
  }

  capsOf(jid: string, resource: string): Caps | undefined {
    return this.#people.get(jid)?.get(resource)
  }

  available(jid: string, resource: string, caps: Caps | undefined): void {
    const resources = this.#people.get(jid) ?? new Map<string, Caps | undefined>()
    resources.set(resource, caps)
    dropFirst(resources, mostResources)
    this.#people.set(jid, resources)
    dropFirst(this.#people, mostPeople)
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

function dropFirst(map: Map<string, unknown>, most: number): void {
  const [first] = map.size > most ? map.keys() : []
  if (first !== undefined) map.delete(first)
}
