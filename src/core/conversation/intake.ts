import { type Fact, mergeProfile } from '../identification/app-profile.ts'
import type { Choices } from '../message/carried.ts'
import { oneLine } from '../text/one-line.ts'
import { backInSight } from './back-in-sight.ts'
import { isNative } from './carries.ts'
import { closeByCustomer, closeUnsaid } from './close.ts'
import { andThen, type Outcome, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { askForRoom, speakUp } from './first-words.ts'
import { lastAside, tellPast } from './past.ts'
import { readAnswer, readWord } from './read-answer.ts'
import { toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn, Intake, Question, SaidLine } from './state.ts'
import { timeWritten } from './written-at.ts'

/** A line that comes sooner after its question was on its way before the question was seen. */
const answerDelayMs = 2000
/** After so many answers that fit nothing a question is skipped. */
const missesAllowed = 2
/** From so many bytes of UTF-8 on a piece may have been cut by the client, and the rest comes seconds later. */
const longPieceBytes = 350
/** A customer who writes more than this without answering, or whose words came late, is routed with what is known. */
const linesBeforeRouting = 100
const longestFact = 200
const cameLate = 'came-late'
/** Whoever wrote while they had no connection may look again only the next day. */
const lateWaitMs = 24 * 3_600_000

type Asking = ConversationIn<'identifying'> | ConversationIn<'intake'>

/** A line while questions are open: it answers the current question, or belongs to the request. It is kept either way. */
export function readIntakeLine(conversation: Asking, event: EventOf<'customer-wrote'>): Outcome {
  const word = readWord(event.message.text, conversation.language)
  const kept = keep(conversation, event, word !== undefined && word !== 'history')
  if (conversation.wordless && event.writtenAt !== undefined) return tellLate(kept, event.at)
  if (word === 'cancel') return cancelDuringIntake(kept, event)
  const calm: Asking = { ...kept, cancelAsked: false }
  if (word === 'position') return thenGoOn(step(calm, toCustomer(calm, 'position-not-in-line', {})), event.at)
  if (word === 'history' && event.pastAsked) return thenGoOn(tellPast(calm, event.pastAsked, event.at), event.at)
  if (!calm.wordless) return word === 'agent' ? askedForAgent(calm, event.at) : readLine(calm, event)
  return andThen(speakUp(calm, event.at), (spoken) =>
    word === 'agent' ? askedForAgent(spoken as Asking, event.at) : readFirstWords(spoken as Asking, event),
  )
}

function readLine(calm: Asking, event: EventOf<'customer-wrote'>): Step {
  const question = currentQuestion(calm)
  if (calm.said.length > linesBeforeRouting) return skipAll(calm, event.at)
  const { askedAt } = calm.intake
  if (!question || askedAt === undefined || !isFor(question, event, askedAt)) return step(calm)
  return question.choices ? readChoice(calm, question, event) : readFreeText(calm, event)
}

/** They may say which question they answer; else it is the current one, if they can have read it. */
function isFor({ name }: Question, event: EventOf<'customer-wrote'>, askedAt: number): boolean {
  const { toQuestion } = event
  return toQuestion === undefined ? timeWritten(event) >= askedAt + answerDelayMs : toQuestion === name
}

/** What was asked before they wrote: what fits no choice is their request, and no mistake. */
function readFirstWords(calm: Asking, event: EventOf<'customer-wrote'>): Step {
  const question = currentQuestion(calm)
  if (!question || calm.intake.askedAt === undefined) return goOn(calm, event.at)
  if (event.toQuestion === question.name) return readLine(calm, event)
  const isRequest = question.choices && readAnswer(question, event.message.text, calm.language).kind === 'unclear'
  if (!isRequest) return readLine(calm, event)
  const { askedAt: _, ...intake } = calm.intake
  return ask({ ...calm, intake }, event.at)
}

function cancelDuringIntake(conversation: Asking, event: EventOf<'customer-wrote'>): Outcome {
  if (conversation.cancelAsked) return closeByCustomer(step(conversation), event.at)
  return step({ ...conversation, cancelAsked: true }, toCustomer(conversation, 'cancel-ask-back', {}))
}

/** No more questions: they want a person. */
function askedForAgent(conversation: Asking, at: number): Step {
  const told = step(conversation, toCustomer(conversation, 'agent-asked-for', {}))
  return andThen(told, () => skipAll(conversation, at))
}

function readChoice(conversation: Asking, question: Question, event: EventOf<'customer-wrote'>): Step {
  const answer = readAnswer(question, event.message.text, conversation.language)
  switch (answer.kind) {
    case 'answer': {
      const taken = answered(conversation, question, answer.value, event.at)
      const echo = answer.sure ? [] : [toCustomer(taken, 'answer-taken-as', { choice: answer.value })]
      return andThen(step(taken, ...echo), (then) => goOn(then, event.at))
    }
    case 'skip':
      return skipped(lastAside(conversation), event.at)
    case 'unclear':
      return misunderstood(conversation, question, event, answer.suggestion)
  }
}

/** The last line was changed: if it was no answer to the question, it may be one now. */
export function readAgain(conversation: Conversation, target: SaidLine['remoteId'], at: number): Step {
  const question = currentQuestion(conversation)
  const { askedAt = Number.POSITIVE_INFINITY } = conversation.intake
  const line = conversation.said.at(-1)
  const isLast =
    line?.remoteId === target && line.answered === undefined && timeWritten(line) >= askedAt + answerDelayMs
  if (!isAsking(conversation) || !question?.choices || !isLast) return step(conversation)
  const { message, remoteId } = line
  const isAnswer = readAnswer(question, message.text, conversation.language).kind === 'answer'
  return isAnswer
    ? readChoice(conversation, question, { type: 'customer-wrote', at, message, remoteId })
    : step(conversation)
}

function misunderstood(
  conversation: Asking,
  question: Question,
  event: EventOf<'customer-wrote'>,
  suggestion?: string,
): Step {
  const {
    at,
    message: { text },
  } = event
  const misses = conversation.intake.misses + 1
  if (misses >= missesAllowed) return skipped(conversation, at)
  const asked: Conversation = { ...conversation, intake: { ...conversation.intake, misses } }
  const params = { answer: text, suggestion, choices: question.choices ?? [] }
  return step(
    asked,
    { ...toCustomer(asked, 'answer-not-understood', params), question: question.name },
    intakeTimer(conversation, at),
  )
}

function skipped(conversation: Conversation, at: number): Step {
  const told = step(next(conversation), toCustomer(conversation, 'question-skipped', {}))
  return andThen(told, (then) => goOn(then, at))
}

function readFreeText(conversation: Asking, event: EventOf<'customer-wrote'>): Step {
  const question = currentQuestion(conversation)
  if (question && readAnswer(question, event.message.text, conversation.language).kind === 'skip') {
    return andThen(step(lastAside(conversation), { type: 'clear-timer', timer: 'quiet' }), (then) =>
      skipped(then, event.at),
    )
  }
  const pieces = [...conversation.intake.pieces, event.message.text]
  const isLong = new TextEncoder().encode(event.message.text).length >= longPieceBytes
  const quietMs = isLong ? conversation.quietTimeLongMs : conversation.quietTimeMs
  return step(
    { ...conversation, intake: { ...conversation.intake, pieces } },
    { type: 'set-timer', timer: 'quiet', at: event.at + quietMs },
    intakeTimer(conversation, event.at + quietMs),
  )
}

/** What can be pressed was seen before, however soon that is; of an earlier question it says nothing any more. */
export function customerChose(before: Conversation, event: EventOf<'customer-chose'>): Outcome {
  const question = currentQuestion(before)
  const isChoice = question?.name === event.question && question.choices?.includes(event.choice)
  if (!isAsking(before) || !question || !isChoice) return stale('This is not the question any more.')
  const back = backInSight(before, event.at)
  return andThen(back, (conversation) =>
    goOn(withAnswer({ ...conversation, cancelAsked: false }, question, event.choice, event.at), event.at),
  )
}

/** The quiet time has passed: the pieces are the answer. */
export function answerSettled(conversation: Conversation, event: EventOf<'answer-settled'>): Outcome {
  if (!isAsking(conversation)) return stale('The intake has ended.')
  const question = currentQuestion(conversation)
  if (!question || conversation.intake.pieces.length === 0) return stale('There is no answer to settle.')
  return goOn(answered(conversation, question, conversation.intake.pieces.join(' '), event.at), event.at)
}

/** Silence ends the intake and routes on; of those who have asked for nothing it ends the conversation. */
export function intakeTimedOut(conversation: Conversation, event: EventOf<'intake-timed-out'>): Outcome {
  if (!isAsking(conversation)) return stale('The intake has ended.')
  if (conversation.wordless) return closeUnsaid(conversation, event.at)
  const question = currentQuestion(conversation)
  const pieces = conversation.intake.pieces
  const kept =
    question && pieces.length > 0 ? answered(conversation, question, pieces.join(' '), event.at) : conversation
  return skipAll(kept as Asking, event.at)
}

/** Identification is over, with or without facts: the room is made if there is a request, and what waited for it goes on. */
export function identificationEnded(conversation: Conversation, event: EventOf<'identification-ended'>): Outcome {
  if (conversation.identified || conversation.status !== 'identifying') return stale('Identification has ended.')
  const known = step(
    { ...conversation, identified: true, status: 'intake' },
    { type: 'clear-timer', timer: 'identification' },
  )
  if (conversation.wordless) return andThen(known, (then) => askWordless(then, event.at))
  const withRoom = andThen(known, (then) => askForRoom(then, event.at))
  return andThen(withRoom, (then) => goOn(then, event.at))
}

/** Asks the first question at once, unless it waits for identification. Who came without a word is always asked something, but for those who wrote long before. */
export function startIntake(conversation: Conversation, at: number): Step {
  if (conversation.occasion === 'late') return step(conversation)
  if (!conversation.wordless || currentQuestion(conversation)) return ask(conversation, at)
  return step(conversation, toCustomer(conversation, 'just-write', {}), intakeTimer(conversation, at))
}

/** Where all that was to be asked has become known meanwhile, they are invited to write. */
function askWordless(conversation: Conversation, at: number): Step {
  if (lateLine(conversation)) return tellLate(conversation, at)
  return conversation.intake.questions.length === 0
    ? step(conversation)
    : startIntake(withoutNeedless(conversation), at)
}

/** They may not be there any more, so nothing is asked of them. The time is said as their program counts it, once that is known. */
export function tellLate(conversation: Conversation, at: number): Step {
  if (!conversation.identified) return step(conversation)
  if (conversation.said.length > linesBeforeRouting) return goOn(conversation, at)
  const { profile, told } = conversation
  const timer: Effect = { type: 'set-timer', timer: 'intake', at: at + lateWaitMs }
  if (told.includes(cameLate)) return step(conversation, timer)
  const writtenAt = lateLine(conversation)?.writtenAt
  const when = {
    writtenAt: writtenAt === 'unknown' ? undefined : writtenAt,
    now: at,
    timeZone: profile.timeZone?.value,
  }
  return step({ ...conversation, told: [...told, cameLate] }, toCustomer(conversation, cameLate, when), timer)
}

/** Whose words came late need not say them again: any sign of theirs is enough. */
function thenGoOn(answered: Step, at: number): Step {
  const { conversation } = answered
  return conversation.wordless && lateLine(conversation) ? andThen(answered, (then) => goOn(then, at)) : answered
}

/** The first of the lines that lay somewhere before they came. */
export function lateLine({ said }: Conversation): SaidLine | undefined {
  return said.find(({ writtenAt }) => writtenAt !== undefined)
}

function skipAll(conversation: Asking, at: number): Step {
  const { askedAt: _, ...intake } = conversation.intake
  const done: Conversation = {
    ...conversation,
    intake: { ...intake, current: intake.questions.length, pieces: [], misses: 0 },
  }
  return goOn(done, at)
}

/** Whoever gets on with the questions, by word or by button, has asked for something. */
export function goOn(before: Conversation, at: number): Step {
  return andThen(speakUp(before, at), (spoken) => nextQuestion(withoutNeedless(spoken), at))
}

function nextQuestion(conversation: Conversation, at: number): Step {
  if (currentQuestion(conversation)) return ask(conversation, at)
  const timers: readonly Effect[] = [
    { type: 'clear-timer', timer: 'intake' },
    { type: 'clear-timer', timer: 'quiet' },
  ]
  if (!conversation.identified) return step(conversation, ...timers)
  return step(conversation, ...timers, { type: 'evaluate-rules', because: 'the intake ended' })
}

function ask(conversation: Conversation, at: number): Step {
  const question = currentQuestion(conversation)
  if (!question || conversation.intake.askedAt !== undefined) return step(conversation)
  if ((question.usesApp || question.fills) && !conversation.identified) return step(conversation)
  const asked: Conversation = { ...conversation, intake: { ...conversation.intake, askedAt: at } }
  const line = toCustomer(asked, 'question', { question: question.text, choices: question.choices })
  return step(
    asked,
    { ...line, question: question.name, ...choicesOf(conversation, question) },
    intakeTimer(conversation, at),
  )
}

function choicesOf(conversation: Conversation, { name, text, choices }: Question): { choices?: Choices } {
  return choices && isNative(conversation, 'choices') ? { choices: { question: name, text, choices } } : {}
}

/** What is known need not be asked. */
function withoutNeedless(conversation: Conversation): Conversation {
  const { identified, profile, intake } = conversation
  const fills = currentQuestion(conversation)?.fills
  const isNeedless = identified && intake.askedAt === undefined && fills !== undefined && profile[fills] !== undefined
  return isNeedless ? withoutNeedless(next(conversation)) : conversation
}

/** Their last line was the answer, or the lines that it came in. */
function answered(conversation: Asking, question: Question, value: string, at: number): Conversation {
  const { said, intake } = conversation
  const marked = intake.pieces.length > 0 ? markPieces(said, intake, question.name) : markLast(said, question.name)
  return withAnswer({ ...conversation, said: marked }, question, value, at)
}

/** How a fact says that an answer made it. */
export function answerSource({ name }: Pick<Question, 'name'>): string {
  return `answer to "${name}"`
}

function withAnswer(
  conversation: Conversation,
  { name, fills }: Question,
  value: string,
  observedAt: number,
): Conversation {
  const fact: Fact = {
    value: oneLine(value, longestFact),
    source: answerSource({ name }),
    observedAt,
    confidence: 'elicited',
  }
  const profile = fills ? mergeProfile(conversation.profile, { [fills]: fact }) : conversation.profile
  return next({ ...conversation, profile, answers: { ...conversation.answers, [name]: value } })
}

function next(conversation: Conversation): Conversation {
  const { askedAt: _, ...intake } = conversation.intake
  return { ...conversation, intake: { ...intake, current: intake.current + 1, pieces: [], misses: 0 } }
}

function keep(conversation: Asking, event: EventOf<'customer-wrote'>, aside: boolean): Asking {
  const { at, writtenAt, message, remoteId, answers } = event
  const late = writtenAt === undefined ? {} : { writtenAt }
  const line: SaidLine = { at, ...late, message, remoteId, ...(answers && { answers }), ...(aside && { aside }) }
  return { ...conversation, said: [...conversation.said, line] }
}

function markLast(said: readonly SaidLine[], question: string): readonly SaidLine[] {
  const last = said.at(-1)
  return last ? [...said.slice(0, -1), { ...last, answered: question }] : said
}

/** Each piece is the last line that says so and is not taken yet: however soon it came, what it answers was said with it. */
function markPieces(said: readonly SaidLine[], { pieces }: Intake, question: string): readonly SaidLine[] {
  const marked = [...said]
  for (const piece of pieces.toReversed()) {
    const index = marked.findLastIndex((line) => !line.aside && !line.answered && line.message.text === piece)
    const line = marked[index]
    if (line) marked[index] = { ...line, answered: question }
  }
  return marked
}

function currentQuestion(conversation: Conversation): Question | undefined {
  return conversation.intake.questions[conversation.intake.current]
}

function isAsking(conversation: Conversation): conversation is Asking {
  return conversation.status === 'identifying' || conversation.status === 'intake'
}

function intakeTimer(conversation: Conversation, at: number): Effect {
  return { type: 'set-timer', timer: 'intake', at: at + conversation.intakeTimeoutMs }
}
