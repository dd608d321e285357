import { cpuOf, cpuOfFamily } from './process-cpu.ts'

/** Counts messages as they arrive and tells when all are there. */
export class Arrivals {
  #count = 0
  #wanted = Number.POSITIVE_INFINITY
  #done: () => void = () => {}

  add(): void {
    this.#count += 1
    if (this.#count === this.#wanted) this.#done()
  }

  /** Runs `send` and resolves with the seconds until so many more have arrived. */
  async until(wanted: number, send: () => void, patienceMs = 180_000): Promise<number> {
    this.#count = 0
    this.#wanted = wanted
    const startedAt = performance.now()
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${this.#count} of ${wanted} arrived within ${patienceMs / 1000} s`))
      }, patienceMs)
      this.#done = () => {
        clearTimeout(timer)
        resolve()
      }
      send()
    })
    return (performance.now() - startedAt) / 1000
  }
}

export interface Cost {
  /** ms of CPU per message. */
  readonly own: number
  readonly postgres: number
}

/** CPU of a process and of its PostgreSQL while `work` goes on, for each of so many messages. */
export async function costOf(
  { pid, postgres }: { readonly pid: number; readonly postgres?: number },
  messages: number,
  work: () => Promise<unknown>,
): Promise<Cost> {
  const before = { own: cpuOf(pid), postgres: postgres === undefined ? 0 : cpuOfFamily(postgres) }
  await work()
  const own = cpuOf(pid) - before.own
  const used = postgres === undefined ? 0 : cpuOfFamily(postgres) - before.postgres
  return { own: (own * 1000) / messages, postgres: (used * 1000) / messages }
}
