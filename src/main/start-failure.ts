import type { ExitCode } from '../config/exit-code.ts'

/** Why the program cannot start, as a sentence for the operator that says what to do; and the code to exit with. */
export class StartFailure extends Error {
  readonly exitCode: ExitCode
  constructor(exitCode: ExitCode, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'StartFailure'
    this.exitCode = exitCode
  }
}
