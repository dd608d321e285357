import { stringify } from 'yaml'
import type { Paths } from '../config/cli.ts'
import { exitCode } from '../config/exit-code.ts'
import type { Config } from '../config/schema.ts'
import { withStore } from './with-store.ts'

/** Prints the published rule set and the agent data as YAML, each a document of its own. Answers the exit code. */
export async function printExport(config: Config, paths: Paths, print: (text: string) => void): Promise<number> {
  return withStore(config, paths, async (store) => {
    const published = await store.ruleSets.published()
    const agents = await store.agents()
    const settings = agents.map(({ id, name, queues, skills, networks, features, capacity, capacityPerNetwork }) => ({
      id,
      name,
      queues,
      skills,
      networks,
      features,
      capacity,
      capacityPerNetwork,
    }))
    const { version, author, reason } = published
    print(stringify({ rule_set: { version, author, reason, ...published.rules } }).trimEnd())
    print(`---\n${stringify({ agents: settings }).trimEnd()}`)
    return exitCode.ok
  })
}
