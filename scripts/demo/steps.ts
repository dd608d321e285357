/** A step of the play was not seen. */
export class StepFailure extends Error {
  constructor(step: string, cause: unknown) {
    super(`This step was not seen: ${step}.`, { cause })
  }
}

/** Runs the steps of the play, shows what happens meanwhile, and counts them. */
export class Steps {
  readonly #showNew: () => void
  #seen = 0

  constructor(showNew: () => void) {
    this.#showNew = showNew
  }

  get seen(): number {
    return this.#seen
  }

  readonly step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work()
      this.#seen++
      return result
    } catch (error) {
      throw new StepFailure(name, error)
    } finally {
      this.#showNew()
    }
  }
}
