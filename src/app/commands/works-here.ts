import { reaches } from '../../core/commands/permissions.ts'
import type { AgentId } from '../../core/ids.ts'
import type { App } from '../deps.ts'

/** Whether this person is one of us: what they write may reach customers, and what they ask for is done. */
export function worksHere(app: Pick<App, 'levelOf'>, person: AgentId): boolean {
  return reaches(app.levelOf(person), 'agent')
}
