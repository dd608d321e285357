import type { Choices } from '../../ports/network.ts'
import { type Encoded, encodeWhole, escapeText, plainText } from './encode.ts'
import { type Json, listOf, objectOf, someTextOf, textOf } from './json.ts'

const mostButtons = 5
const mostOptions = 100
const longestLabel = 75
const longestQuestion = 3000
const questionPrefix = 'question:'

/** The question with buttons, or with a menu where there are many answers. Undefined where Slack cannot show it so. */
export function encodeChoices({ question, text, choices }: Choices): Encoded | undefined {
  const isFitting = choices.length > 0 && choices.length <= mostOptions && text.length <= longestQuestion
  if (!isFitting || choices.some((choice) => choice.length > longestLabel || choice.trim() === '')) return undefined
  const { text: asked, blocks } = encodeWhole({ kind: 'text', text })
  const elements = choices.length <= mostButtons ? choices.map(buttonOf) : [menuOf(choices, text)]
  return { text: asked, blocks: [...blocks, { type: 'actions', block_id: `${questionPrefix}${question}`, elements }] }
}

function buttonOf(choice: string, index: number): Json {
  return { type: 'button', action_id: `choice:${index}`, text: plainText(choice, longestLabel), value: choice }
}

function menuOf(choices: readonly string[], text: string): Json {
  return {
    type: 'static_select',
    action_id: 'choice',
    placeholder: plainText(text, longestLabel),
    options: choices.map((choice) => ({ text: plainText(choice, longestLabel), value: choice })),
  }
}

/** What was chosen in a block of `encodeChoices`. */
export function readChoice(action: Json): { readonly question: string; readonly choice: string } | undefined {
  const block = textOf(action['block_id'])
  const choice = someTextOf(action['value']) ?? someTextOf(objectOf(action['selected_option'])['value'])
  if (!block.startsWith(questionPrefix) || choice === undefined) return undefined
  return { question: block.slice(questionPrefix.length), choice }
}

/** The question again with the answer in the place of the buttons. `message` as Slack shows it. */
export function encodeAnswered(message: Json, choice: string): Encoded {
  const kept = listOf(message['blocks']).filter(({ type }) => type === 'rich_text')
  const answer = encodeWhole({ kind: 'text', text: `✓ ${choice}` })
  return { text: `${textOf(message['text'])}\n${escapeText(`✓ ${choice}`)}`, blocks: [...kept, ...answer.blocks] }
}
