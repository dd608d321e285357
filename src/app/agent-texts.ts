import type { Message } from '../core/message/message.ts'
import type { AgentTextId, TextParams } from '../core/routing/agent-decision.ts'
import { tell } from '../core/text/tell.ts'

/** What the agent's machine has to say, as a message. */
export function agentMessage(id: AgentTextId, params: TextParams, reader: 'agent' | 'admins'): Message {
  return { kind: 'notice', text: textOf(id, params, reader) }
}

function textOf(id: AgentTextId, params: TextParams, reader: 'agent' | 'admins'): string {
  switch (id) {
    case 'missed-two-offers':
      return tell('missed-offers', {})
    case 'away-by-presence':
      return tell('away-by-presence', { ms: Number(params['ms']) })
    case 'offers-need-accept':
      return reader === 'agent' ? tell('fast-joins', {}) : tell('fast-joins-of', { agent: String(params['name']) })
    case 'removed-with-conversations':
      return `${params['name']} is no longer an agent and still has these conversations: ${params['conversations']}. They stay with them until closed or transferred.`
  }
}
