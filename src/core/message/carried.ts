/** How well a network carries something: natively, in another form that people understand, or not at all. */
export type Support = 'native' | 'degraded' | 'absent'

/** Who of us speaks, as the customer may call them. */
export interface Speaker {
  readonly name: string
}

/** A question with choices. `text` is the question alone; the message beside it also holds the choices, numbered. */
export interface Choices {
  readonly question: string
  readonly text: string
  readonly choices: readonly string[]
}
