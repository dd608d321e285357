import { type Level, reaches } from '../../core/commands/permissions.ts'
import type { AgentId } from '../../core/ids.ts'
import type { App } from '../deps.ts'

/** What a person may do: by the configuration, and at least what an agent may when they were entered as one. */
export function levelOfPerson(app: App, person: AgentId): Level {
  const level = app.levelOf(person)
  return level === 'none' && app.agents.index.agents.has(person) ? 'agent' : level
}

/** Whether the bot listens to them at all beyond `help`. */
export function worksHere(app: App, person: AgentId): boolean {
  return reaches(levelOfPerson(app, person), 'agent')
}
