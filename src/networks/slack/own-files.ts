const defaultPatienceMs = 3000
const mostKept = 1000

/** Where files of ours turned up: Slack says it only by an event, some time after it took the file. */
export class OwnFiles {
  readonly #patienceMs: number
  readonly #seen = new Map<string, string>()
  readonly #waiting = new Map<string, (ts: string | undefined) => void>()

  constructor(patienceMs = defaultPatienceMs) {
    this.#patienceMs = patienceMs
  }

  seen(file: string, ts: string): void {
    this.#seen.set(file, ts)
    const [oldest] = this.#seen.size > mostKept ? this.#seen.keys() : []
    if (oldest !== undefined) this.#seen.delete(oldest)
    this.#waiting.get(file)?.(ts)
  }

  /** The message that shows the file; undefined when Slack does not say it soon. */
  whereIs(file: string): Promise<string | undefined> {
    const known = this.#seen.get(file)
    if (known !== undefined) return Promise.resolve(known)
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(undefined), this.#patienceMs)
      const done = (ts: string | undefined) => {
        clearTimeout(timer)
        this.#waiting.delete(file)
        resolve(ts)
      }
      this.#waiting.set(file, done)
    })
  }
}
