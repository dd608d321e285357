import type { AgentId } from '../core/ids.ts'

/** Said to those who ask for something that only agents can. */
export function notAnAgent(person: AgentId): string {
  return `You are not an agent here yet. An admin makes you one: agent add ${person} queues …`
}
