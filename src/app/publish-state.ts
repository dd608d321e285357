import { loadOf } from '../core/routing/agent.ts'
import type { Language } from '../core/text/language.ts'
import { say } from '../core/text/say.ts'
import type { ContactState, Network } from '../ports/network.ts'
import type { App, ContactSettings } from './deps.ts'

/** Changes that come together are published as one. */
const togetherMs = 500

/** Shows on each network how its queues stand, so that people see it before they write (F1, F2). */
export interface StatePublisher {
  /** The agents changed; it sees by itself when more or fewer people wait. */
  changed(): void
  stop(): void
}

export function createStatePublisher(app: App): StatePublisher {
  let timer: NodeJS.Timeout | undefined
  const last = new Map<string, string>()
  const publish = (): void => {
    timer = undefined
    for (const network of app.networks.values()) {
      if (!network.publishState) continue
      for (const contact of app.settings.contacts.get(network.id) ?? []) {
        const state = stateOf(app, network, contact)
        const key = `${network.id}/${contact.id}`
        if (last.get(key) === state.text) continue
        last.set(key, state.text)
        network.publishState(state)
      }
    }
  }
  const changed = (): void => {
    timer ??= setTimeout(publish, togetherMs)
  }
  app.waiting.onChange = changed
  return {
    changed,
    stop: () => {
      app.waiting.onChange = () => {}
      clearTimeout(timer)
    },
  }
}

/** How a contact stands now. */
export function stateOf(app: App, network: Network, { id, language }: ContactSettings): ContactState {
  const able = [...app.agents.index.agents.values()].filter((agent) => mayTake(agent.networks, network))
  const ready = able.filter((agent) => agent.availability.state === 'ready')
  const free = ready.filter((agent) => loadOf(agent) < agent.capacity).length
  const open = ready.length > 0
  const waiting = app.waiting.size()
  const textIn = (language: Language) =>
    open
      ? say(language, 'contact-open', { free, agents: ready.length, waiting })
      : say(language, 'contact-nobody-there', {})
  const texts = { en: textIn('en'), de: textIn('de') }
  const standing = open ? (free > 0 ? 'free' : 'busy') : 'closed'
  return { contact: id, text: texts[language], texts, open, standing, free, waiting }
}

function mayTake(networks: readonly string[], network: Network): boolean {
  return networks.some((name) => name === '*' || name === network.id || name === network.type)
}
