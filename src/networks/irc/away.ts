import { encodeLine } from './encode.ts'
import { stripFormatting } from './parse-formatting.ts'
import type { Session } from './session.ts'

const atMostEveryMs = 30_000

/** Shows the state of our queues as our away text, on change only and not too often. */
export class AwayText {
  #text = ''
  #shown: string | undefined
  #session: Session | undefined
  #timer: NodeJS.Timeout | undefined
  #lastAt = Number.NEGATIVE_INFINITY

  set(text: string): void {
    this.#text = stripFormatting(text.replace(/\s+/g, ' ')).trim()
    this.#publish()
  }

  /** A new connection shows nothing yet. */
  start(session: Session): void {
    this.#session = session
    this.#shown = ''
    this.#lastAt = Number.NEGATIVE_INFINITY
    session.onEnd.add(() => {
      this.#session = undefined
      clearTimeout(this.#timer)
      this.#timer = undefined
    })
    this.#publish()
  }

  #publish(): void {
    const session = this.#session
    if (!session || this.#timer || this.#text === this.#shown) return
    const waitMs = this.#lastAt + atMostEveryMs - session.deps.clock.now()
    if (waitMs <= 0) {
      this.#write(session)
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#publish()
    }, waitMs)
    this.#timer.unref()
  }

  #write(session: Session): void {
    this.#shown = this.#text
    this.#lastAt = session.deps.clock.now()
    const text = cut(this.#text, session.server.awayLength)
    const render = () => encodeLine('AWAY', text === '' ? [] : [text])
    session.queue.add({ lane: 'own', priority: 'probe', render })
  }
}

/** Cut to so many bytes of UTF-8 without half a character at the end. */
function cut(text: string, bytes: number): string {
  const whole = Buffer.from(text)
  return whole.length <= bytes
    ? text
    : whole
        .subarray(0, bytes)
        .toString()
        .replace(/\uFFFD+$/, '')
}
