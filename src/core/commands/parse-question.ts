import { meaningOf, plainWord } from '../conversation/customer-words.ts'
import { fillableFacts } from '../routing/rule-vocabulary.ts'
import { quoted } from '../text/one-line.ts'
import { type ArgumentText, listPlace, oneWord, plainName, wordsOf } from './arguments.ts'
import type { CommandNamed } from './command.ts'
import { type KeySpellings, keyedWords } from './keyed-words.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

type Key = 'choices' | 'contact' | 'uses-app' | 'fills'

const spellings: KeySpellings<Key> = { choices: ['choice'], contact: [], 'uses-app': [], fills: [] }
const mostChoices = 9
const longestChoice = 40
const longestText = 300

export function parseQuestionName(args: ArgumentText): Parsed<string> {
  return then(oneWord(args, 'a question, by its name'), (name) => plainName(name, 'a question'))
}

/** `topic 1`, `topic to 1`, `topic last`. */
export function parseQuestionMove(args: ArgumentText): Parsed<CommandNamed<'question move'>> {
  return then(wordsOf(args), (words) => {
    const [name, place, stray] = words.filter(({ text }) => text.toLowerCase() !== 'to')
    if (!name || !place || stray) return problem('It needs a question and its new place, counted from 1.')
    return then(plainName(name.text, 'a question'), (question) =>
      then(listPlace(place.text), (to) => accepted({ name: 'question move', question, to })),
    )
  })
}

/** A name, the text in quotation marks, then choices with commas between them. */
export function parseQuestionAdd(args: ArgumentText): Parsed<CommandNamed<'question add'>> {
  return then(wordsOf(args), (words) =>
    then(keyedWords(words, spellings), ({ head, parts }) => {
      const [first, text, ...bare] = head
      if (!first) return problem('Which question? A short name comes first; rules see the answer under it.')
      if (!text?.isQuoted || text.text.trim() === '')
        return problem('Put the text of the question in quotation marks after the name.')
      if (text.text.length > longestText) return problem(`The text may have ${longestText} characters at most.`)
      if (bare.length > 0 && parts.choices) return problem('The choices stand there twice.')
      return then(plainName(first.text, 'a question'), (question) =>
        then(readChoices(parts.choices ?? bare, parts.choices !== undefined), (choices) =>
          then(readContact(parts.contact), (contact) =>
            then(readFills(parts.fills), (fills) =>
              accepted({
                name: 'question add',
                question,
                text: text.text.trim(),
                usesApp: parts['uses-app'] !== undefined,
                ...(choices ? { choices } : {}),
                ...(contact ? { contact } : {}),
                ...(fills ? { fills } : {}),
              }),
            ),
          ),
        ),
      )
    }),
  )
}

function readContact(tokens: readonly Token[] | undefined): Parsed<string | undefined> {
  if (!tokens) return accepted(undefined)
  const [contact, stray] = tokens
  if (!contact || stray) return problem('Which contact? One address of ours, such as support.')
  return accepted(contact.text)
}

function readFills(tokens: readonly Token[] | undefined): Parsed<CommandNamed<'question add'>['fills']> {
  if (!tokens) return accepted(undefined)
  const [word, stray] = tokens
  const name = word?.text.replace(/^app\./, '')
  const fact = fillableFacts.find((one) => one.toLowerCase() === name?.toLowerCase())
  if (fact && !stray) return accepted(fact)
  const known = fillableFacts.map((one) => `app.${one}`).join(', ')
  return problem(`Which fact does the answer fill in? One of ${known}.`)
}

function readChoices(tokens: readonly Token[], isExpected: boolean): Parsed<readonly string[] | undefined> {
  const choices = splitAtCommas(tokens)
  if (choices.length === 0 && !isExpected) return accepted(undefined)
  if (choices.length < 2) return problem('A choice needs two answers at least, with a comma between them.')
  if (choices.length > mostChoices) return problem(`More than ${mostChoices} choices fit on no screen.`)
  const wrong = choices
    .map((choice, index) => choiceProblem(choice, choices.slice(0, index)))
    .find((text) => text !== undefined)
  return wrong === undefined ? accepted(choices) : problem(wrong)
}

function splitAtCommas(tokens: readonly Token[]): readonly string[] {
  const choices: string[][] = [[]]
  for (const { text, isQuoted } of tokens) {
    if (text === ',' && !isQuoted) choices.push([])
    else choices.at(-1)?.push(text.trim())
  }
  return choices.map((words) => words.join(' ').trim()).filter((choice) => choice !== '')
}

function choiceProblem(choice: string, before: readonly string[]): string | undefined {
  const plain = plainWord(choice)
  if (plain === '' || choice.length > longestChoice)
    return `${quoted(choice, 50)} is too ${plain === '' ? 'short' : 'long'} for a choice.`
  if (/^\d+$/.test(plain)) return `${quoted(choice)} would be taken for the number of a choice; add a word.`
  if (meaningOf(plain)) return `${quoted(choice)} means something of its own to the bot; take another word.`
  return before.some((other) => plainWord(other) === plain) ? `${quoted(choice)} stands there twice.` : undefined
}
