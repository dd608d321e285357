import { type Step, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Conversation } from './state.ts'

/** Somebody who came without a word has asked for something: it is a conversation like any other from now on. */
export function speakUp(conversation: Conversation, at: number): Step {
  const { wordless, ...spoken } = conversation
  if (!wordless) return step(conversation)
  return spoken.identified ? askForRoom(spoken, at) : step(spoken)
}

export function askForRoom(conversation: Conversation, at: number): Step {
  return step(
    { ...conversation, roomAsked: true },
    { type: 'create-room', description: describeRoom(conversation, at) },
  )
}
