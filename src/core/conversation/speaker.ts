import type { Speaker } from '../message/carried.ts'
import type { Message } from '../message/message.ts'
import { withPrefix } from '../message/with-prefix.ts'
import { say } from '../text/say.ts'
import { isNative } from './carries.ts'
import type { Person } from './event.ts'
import { nameFor } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** Words with their speaker, in the form that the network of the conversation shows. */
export interface Spoken {
  readonly message: Message
  readonly speaker?: Speaker
}

/** What stands before the words. `edited`: they replace others. */
type Form = 'line' | 'edited'

/** The customer sees who of us speaks: beside the message where the network shows that, before its text elsewhere. */
export function spokenBy(
  conversation: Conversation,
  person: Person | undefined,
  words: Message,
  form: Form = 'line',
): Spoken {
  const name = person && nameFor(conversation, person.name)
  if (isNative(conversation, 'speaker')) {
    const speaker =
      name === undefined || !person
        ? { name: say(conversation.language, 'speaker', {}) }
        : { name, agent: person.agent }
    return { speaker, message: titled(words, form === 'edited' ? '* ' : '', name) }
  }
  const id = form === 'edited' ? 'edited-prefix' : words.kind === 'emote' ? 'emote-prefix' : 'line-prefix'
  // As an emote it would be our contact who does it.
  const said: Message = words.kind === 'emote' ? { ...words, kind: 'text' } : words
  return { message: titled(said, say(conversation.language, id, { agent: name }), name) }
}

function titled(said: Message, prefix: string, author: string | undefined): Message {
  return said.file ? withFile(said, prefix, author) : prefix === '' ? said : withPrefix(said, prefix)
}

/** The name of a file is no caption. */
function withFile(message: Message, prefix: string, author: string | undefined): Message {
  const isCaption = message.text !== message.file?.name
  const captioned: Message = isCaption ? withPrefix(message, prefix) : { ...message, text: '' }
  return author === undefined ? captioned : { ...captioned, author }
}
