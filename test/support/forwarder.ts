import { connect, createServer, type Server, type Socket } from 'node:net'

/** A port of our own that leads to another one: what goes through it can be held up, cut, or led elsewhere. */
export class Forwarder {
  readonly port: number
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #held: (() => void)[] = []
  #target: number
  #isHolding = false

  constructor(server: Server, port: number, target: number) {
    this.#server = server
    this.port = port
    this.#target = target
    server.on('connection', (near) => this.#pass(near))
  }

  /** Where new connections lead from now on; those that are open are cut. */
  leadTo(target: number): void {
    this.#target = target
    this.cut()
  }

  /** From now on nothing that is sent towards the target gets there; what comes back still does. */
  hold(): void {
    this.#isHolding = true
    for (const [near] of this.#pairs) near.pause()
  }

  /** What was held up goes on, nothing of it is lost. */
  release(): void {
    this.#isHolding = false
    for (const open of this.#held.splice(0)) open()
    for (const [near] of this.#pairs) near.resume()
  }

  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.cut()
    await closed
  }

  #pass(near: Socket): void {
    near.on('error', () => {})
    if (this.#isHolding) {
      near.pause()
      this.#held.push(() => this.#join(near))
    } else this.#join(near)
  }

  #join(near: Socket): void {
    const far = connect({ port: this.#target, host: '127.0.0.1' })
    const pair = [near, far] as const
    this.#pairs.add(pair)
    far.on('error', () => {})
    near.on('data', (chunk) => void far.write(chunk))
    far.on('data', (chunk) => void near.write(chunk))
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('end', () => other.end())
      one.on('close', () => {
        other.destroy()
        this.#pairs.delete(pair)
      })
    }
  }
}

export async function openForwarder(port: number, target: number): Promise<Forwarder> {
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return new Forwarder(server, port, target)
}
