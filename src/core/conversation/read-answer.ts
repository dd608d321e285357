import { didYouMean } from '../../util/did-you-mean.ts'
import { editDistance } from '../../util/edit-distance.ts'
import type { Language } from '../text/language.ts'
import { type CustomerWord, meaningOf, plainWord } from './customer-words.ts'
import type { Question } from './state.ts'

/**
 * What a customer's line says to a question. `sure` false: taken from a near miss or a mention, so it is worth saying
 * what was understood. `unclear` never comes for free text.
 */
export type ReadAnswer =
  | { readonly kind: 'answer'; readonly value: string; readonly sure: boolean }
  | { readonly kind: 'skip' }
  | { readonly kind: 'unclear'; readonly suggestion?: string }

/** The word that is the whole message, in any language we speak: `cancel`, `"Cancel"`, `Abbrechen!`; undefined for anything else. */
export function readWord(text: string, _language?: Language): CustomerWord | undefined {
  const meaning = meaningOf(plainWord(text))
  return meaning === 'skip' ? undefined : meaning
}

/**
 * Reads a line against a question. A number, a choice in full, a beginning that only one choice has, a choice with a slip
 * in it, or a line that mentions exactly one choice answers a question with choices. Free text is taken as it is.
 */
export function readAnswer(question: Question, text: string, _language?: Language): ReadAnswer {
  const plain = plainWord(text)
  const { choices } = question
  const exact = choices && exactChoice(plain, choices)
  if (exact !== undefined) return { kind: 'answer', value: exact, sure: true }
  if (meaningOf(plain) === 'skip') return { kind: 'skip' }
  if (!choices) return { kind: 'answer', value: text.trim(), sure: true }
  return guess(plain, choices)
}

/** `2`, `2.`, `#2`, `2 technical`, `technical`, or the only choice that begins so. */
function exactChoice(plain: string, choices: readonly string[]): string | undefined {
  const same = choices.find((choice) => plainWord(choice) === plain)
  if (same !== undefined) return same
  const numbered = /^(?:no\.?|nr\.?|number|nummer)? ?(\d{1,3})(?:[.):]? (.+))?$/.exec(plain)
  if (numbered) return chosenByNumber(choices, Number(numbered[1]), numbered[2])
  const begun = plain.length > 0 ? choices.filter((choice) => plainWord(choice).startsWith(plain)) : []
  return begun.length === 1 ? begun[0] : undefined
}

/** Words after the number must be the choice's own, so that `2 invoices are wrong` is not choice 2. */
function chosenByNumber(choices: readonly string[], number: number, rest: string | undefined): string | undefined {
  const choice = choices[number - 1]
  if (choice === undefined || rest === undefined) return choice
  return plainWord(choice).startsWith(plainWord(rest)) ? choice : undefined
}

const negations = /(?:^|\s)(?:not|never|neither|nor|isn't|without|nicht|kein\w*|weder|ohne)(?:\s|$)/

function guess(plain: string, choices: readonly string[]): ReadAnswer {
  const mentioned = negations.test(plain) ? [] : choices.filter((choice) => mentions(plain, plainWord(choice)))
  if (mentioned.length === 1 && mentioned[0] !== undefined) return { kind: 'answer', value: mentioned[0], sure: false }
  const meant = mentioned.length === 0 ? nearest(plain, choices) : undefined
  if (meant === undefined) return { kind: 'unclear' }
  return isSmallSlip(plain, plainWord(meant), choices)
    ? { kind: 'answer', value: meant, sure: false }
    : { kind: 'unclear', suggestion: meant }
}

/** A sentence is not a mistyped word: only lines about as long as a choice are compared. */
function nearest(plain: string, choices: readonly string[]): string | undefined {
  const near = didYouMean(
    plain,
    choices.map(plainWord).filter((choice) => plain.length <= choice.length + 3),
  )
  return choices.find((choice) => plainWord(choice) === near)
}

/** The choice stands in the line as words of their own; a very short one (`no`) only at its beginning. */
function mentions(line: string, choice: string): boolean {
  const words = (text: string) => ` ${text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} `
  const found = words(line).indexOf(words(choice))
  return choice.length > 2 ? found >= 0 : found === 0
}

/** Near enough to take without asking back, and not near to a second choice. */
function isSmallSlip(plain: string, meant: string, choices: readonly string[]): boolean {
  const others = choices.map(plainWord).filter((choice) => choice !== meant)
  const slips = editDistance(plain, meant)
  return meant.length > 3 && slips <= (meant.length > 7 ? 2 : 1) && didYouMean(plain, others) === undefined
}
