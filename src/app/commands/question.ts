import { table } from '../../core/commands/tables.ts'
import type { ContactId } from '../../core/ids.ts'
import type { AskedQuestion, RuleSet } from '../../core/routing/rule-set.ts'
import { numbered } from '../../core/text/numbered.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import type { App } from '../deps.ts'
import type { Answer, CarryOutNamed } from './asked.ts'
import { changeDraft, changed, draftOrPublished, moved, noSuchPlace, refused } from './draft.ts'

export const listQuestions: CarryOutNamed<'question list'> = async (asked) => {
  const { rules, status } = await draftOrPublished(asked)
  const { questions } = rules
  if (questions.length === 0)
    return 'No questions are asked. question add topic "What is it about?" choices billing, technical'
  const rows = questions.map((question, index) => [
    String(index + 1),
    question.name,
    question.text,
    question.choices ? numbered(question.choices) : 'free text',
    [
      question.contact && `contact ${question.contact}`,
      question.usesApp && 'waits for the app',
      question.fills && `fills app.${question.fills} where that is unknown`,
    ]
      .filter(Boolean)
      .join(', '),
  ])
  return table(rows, ['', `QUESTION (${status})`, 'TEXT', 'ANSWERS', ''])
}

export const addQuestion: CarryOutNamed<'question add'> = async (asked, command) => {
  const { question: name, text, choices, contact, usesApp, fills } = command
  const added: AskedQuestion = {
    name,
    text,
    ...(choices ? { choices } : {}),
    ...(usesApp ? { usesApp } : {}),
    ...(fills ? { fills } : {}),
    ...(contact === undefined ? {} : { contact: contact as ContactId }),
  }
  return changeDraft(asked, {
    change: (rules) => {
      const place = placeOf(rules, name)
      if (place >= 0)
        return refused(
          `Not added: question ${place + 1} is called "${name}" already. question remove ${name} takes it out.`,
        )
      return changed({ ...rules, questions: [...rules.questions, added] })
    },
    answer: (rules) => {
      const place = `question ${placeOf(rules, name) + 1} of ${rules.questions.length}`
      const answers = choices ? numbered(choices) : 'free text'
      return {
        text: `Added to the draft as ${place} (${answers}); rules see the answer as answers.${name}${fills ? `, and as app.${fills} where that was unknown` : ''}.`,
        remarks: contact === undefined ? [] : contactRemark(asked.app, contact),
      }
    },
  })
}

export const removeQuestion: CarryOutNamed<'question remove'> = async (asked, { question: name }) =>
  changeDraft(asked, {
    change: (rules) => {
      if (placeOf(rules, name) < 0) return refused(noSuchQuestion(rules, name))
      const users = rules.rules.filter(({ condition }) => asksFor(name).test(condition))
      if (users.length > 0) {
        return refused(
          `Not removed: answers.${name} is used by ${users.map((rule) => `rule "${rule.name}"`).join(', ')}.`,
        )
      }
      return changed({ ...rules, questions: rules.questions.filter((question) => question.name !== name) })
    },
    answer: (rules) => ({ text: `Question ${name} is out of the draft; ${rules.questions.length} left.` }),
  })

export const moveQuestion: CarryOutNamed<'question move'> = async (asked, { question: name, to }) =>
  changeDraft(asked, {
    change: (rules) => {
      const place = placeOf(rules, name)
      if (place < 0) return refused(noSuchQuestion(rules, name))
      const questions = moved(rules.questions, place, to)
      return questions ? changed({ ...rules, questions }) : noSuchPlace(rules.questions, 'question')
    },
    answer: (rules) => ({
      text: `${name} is question ${placeOf(rules, name) + 1} of ${rules.questions.length} in the draft.`,
    }),
  })

/** A contact that is not configured is nobody's, so the question would never be asked. */
function contactRemark({ settings }: App, contact: string): readonly string[] {
  const known = [...new Set([...settings.contacts.values()].flat().map(({ id }): string => id))]
  if (known.includes(contact)) return []
  return [`Look at: no contact is called ${contact}, so nobody is asked it. Contacts: ${known.join(', ') || 'none'}`]
}

function placeOf({ questions }: RuleSet, name: string): number {
  return questions.findIndex((question) => question.name === name)
}

function noSuchQuestion({ questions }: RuleSet, name: string): Answer {
  const names = questions.map((question) => question.name)
  const suggestion = didYouMean(name, names)
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  return `There is no question "${name}".${meant} ${names.length === 0 ? 'There are none yet.' : `Questions: ${names.join(', ')}`}`
}

/** How a condition names the answer to this question. Names hold nothing that means something in a pattern. */
function asksFor(name: string): RegExp {
  return new RegExp(`\\banswers(\\.${name}(?![\\w-])|\\[["']${name}["']\\])`)
}
