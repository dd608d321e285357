import type { AgentId } from '../ids.ts'

/** How well a network carries something: natively, in another form that people understand, or not at all. */
export type Support = 'native' | 'degraded' | 'absent'

/** Who of us speaks, as the customer may call them. `agent`: whose picture may stand beside it; absent where they are not named. */
export interface Speaker {
  readonly name: string
  readonly agent?: AgentId
}

/** A question with choices. `text` is the question alone; the message beside it also holds the choices, numbered. */
export interface Choices {
  readonly question: string
  readonly text: string
  readonly choices: readonly string[]
}
