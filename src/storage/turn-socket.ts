import { Socket } from 'node:net'

/**
 * Sends together what is written in one turn, from the first that is corked (pg corks each prepared statement by itself): a
 * transaction is many statements, and a call of the kernel costs more than most.
 */
export class TurnSocket extends Socket {
  #isHeld = false

  override cork(): void {
    super.cork()
    if (this.#isHeld) return
    this.#isHeld = true
    super.cork()
    process.nextTick(() => {
      this.#isHeld = false
      super.uncork()
    })
  }
}
