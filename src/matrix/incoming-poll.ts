import type { Message } from '../core/message/message.ts'
import { cleanText } from './clean-text.ts'
import { isJson, type Json, objectIn, textIn } from './json.ts'

const mostAnswers = 20

/** A poll as its question and its numbered answers, each a line; undefined without a question. */
export function pollMessage(content: Json): Message | undefined {
  const poll = objectIn(content, 'm.poll') ?? objectIn(content, 'org.matrix.msc3381.poll.start')
  const question = wordsIn(objectIn(poll, 'question'))
  const answers = poll?.['answers']
  if (question === '') return undefined
  const texts = (Array.isArray(answers) ? answers : []).slice(0, mostAnswers).map((answer: unknown) => wordsIn(answer))
  const lines = texts.filter((text) => text !== '').map((text, index) => `${index + 1} ${text}`)
  return { kind: 'text', text: [question, ...lines].join('\n'), form: 'poll' }
}

/** The plain text of a block of extensible events, in its stable or its unstable form, on one line. */
function wordsIn(block: unknown): string {
  if (!isJson(block)) return ''
  const texts = block['m.text']
  const stable: unknown = Array.isArray(texts)
    ? texts.find((one) => textIn(isJson(one) ? one : {}, 'mimetype') === undefined)
    : undefined
  const text =
    textIn(isJson(stable) ? stable : {}, 'body') ?? textIn(block, 'org.matrix.msc1767.text') ?? textIn(block, 'body')
  return cleanText(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}
