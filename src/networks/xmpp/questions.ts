import { randomUUID } from 'node:crypto'
import { type Element, element } from './element.ts'
import { fullOf, parseJid } from './jid.ts'
import { ns } from './namespaces.ts'

/** An answer that comes later than this is to nothing any more. */
const longestWaitMs = 60_000

/** Writes one stanza; false when there is no connection. */
export type Write = (stanza: Element) => boolean

interface Asked {
  readonly to: string
  readonly settle: (answer: Element | undefined) => void
  readonly timer: NodeJS.Timeout
}

/** What we ask others (RFC 6120 8.2.3). An answer counts only from whom was asked: ids can be guessed or seen. */
export class Questions {
  readonly #write: Write
  readonly #open = new Map<string, Asked>()

  constructor(write: Write) {
    this.#write = write
  }

  /** The answer, a result or an error; undefined when none came. `from` and `to` are full addresses. */
  ask(from: string, to: string, payload: Element): Promise<Element | undefined> {
    return new Promise((resolve) => {
      const id = randomUUID()
      const settle = (answer: Element | undefined) => {
        clearTimeout(timer)
        this.#open.delete(id)
        resolve(answer)
      }
      const timer = setTimeout(() => settle(undefined), longestWaitMs)
      timer.unref()
      this.#open.set(id, { to: normal(to), settle, timer })
      if (!this.#write(element('iq', ns.component, { type: 'get', id, from, to }, payload))) settle(undefined)
    })
  }

  handle(stanza: Element): void {
    const { name, attrs } = stanza
    const isAnswer = name === 'iq' && (attrs['type'] === 'result' || attrs['type'] === 'error')
    const asked = isAnswer ? this.#open.get(attrs['id'] ?? '') : undefined
    if (asked && normal(attrs['from']) === asked.to) asked.settle(stanza)
  }

  end(): void {
    for (const { settle } of [...this.#open.values()]) settle(undefined)
  }
}

function normal(address: string | undefined): string {
  const jid = parseJid(address)
  return jid ? fullOf(jid) : ''
}
