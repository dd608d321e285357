import { calendarDay } from './calendar-day.ts'
import { closingCodeTold } from './closing-code.ts'
import type { LanguageTexts } from './customer-texts.ts'
import { exactDuration, roughDuration } from './duration.ts'
import { featureList } from './feature-list.ts'
import { momentOf } from './moment.ts'
import { numbered } from './numbered.ts'
import { oneLine, quoted } from './one-line.ts'

const someone = (agent: string | undefined) => agent ?? 'An agent'
const them = (agent: string | undefined) => agent ?? 'the agent'
const usually = (waitMs: number | undefined) =>
  waitMs === undefined ? '' : `, usual wait ${roughDuration('en', waitMs)}`
const about = (waitMs: number | undefined) => (waitMs === undefined ? '' : `, ${roughDuration('en', waitMs)}`)
const thank = (thanks: boolean) => (thanks ? 'Thanks. ' : '')
const place = (position: number) => (position === 1 ? 'You are next' : `You are number ${position}`)
const hint = (choices: readonly string[]) => `${numbered(choices)}   (a number or a word; "skip" is fine)`
const files = { image: 'a picture', audio: 'a recording', video: 'a video', file: 'a file' }

export const english: LanguageTexts = {
  greeting: ({ name, organisation, returning, hasPast }) =>
    `Hello${returning ? ' again' : ''} ${name}, this is ${organisation}. I am a bot and will find you the right person.${hasPast ? ' "history" lists your earlier conversations.' : ''}`,
  'just-write': () => 'What can we do for you? Just write it here.',
  question: ({ question, choices }) =>
    choices ? `${question}  ${hint(choices)}` : `${question}   (in your own words; "skip" is fine)`,
  'answer-not-understood': ({ answer, suggestion, choices }) =>
    `I do not know ${quoted(answer, 40)}.${suggestion ? ` Did you mean ${suggestion}?` : ''}  ${hint(choices)}`,
  'answer-taken-as': ({ choice }) => `I take that as ${choice}.`,
  'question-skipped': () => 'Fine, we go on without it.',
  'looking-for-someone': ({ queue, thanks }) =>
    `${thank(thanks)}I am looking for someone${queue ? ` for ${queue}` : ''} now. Write on if you like, nothing is lost.`,
  'in-line': ({ position, waitMs, queue, thanks, nobodyThere = false }) =>
    position === 1
      ? `${thank(thanks)}${nobodyThere ? `Nobody is there for ${queue} at the moment. You are next in line` : `You are next in line for ${queue}`}${about(waitMs)}. Write on if you like, nothing is lost.`
      : `${thank(thanks)}${nobodyThere ? `Nobody is there for ${queue} at the moment` : `All our ${queue} people are busy`}. You are number ${position}${about(waitMs)}. I will tell you when that changes; "cancel" ends it.`,
  'position-changed': ({ position, waitMs }) => `${place(position)} now${about(waitMs)}.`,
  'position-asked': ({ position, waitMs, queue }) => `${place(position)} in line for ${queue}${about(waitMs)}.`,
  'position-not-in-line': () => 'You are not in a line yet: first I have to know where to send you.',
  'position-being-offered': () => 'You are first: somebody is being asked right now.',
  'still-waiting': ({ position, waitMs }) => `You are not forgotten. ${place(position)}${about(waitMs)}.`,
  'agent-asked-for': () => 'All right, no more questions. I am looking for someone now.',
  'past-list': () => 'Your last conversations with us:',
  'past-entry': ({ number, openedAt, now, queue, agent, outcome, request }) => {
    const what = [calendarDay('en', openedAt, now), queue, agent && `with ${agent}`, outcome].filter(Boolean)
    return `${number}  ${what.join(', ')}${request === '' ? '' : `: ${quoted(request, 80)}`}`
  },
  'nothing-to-cancel': () => 'There is no conversation to end. Write at any time if we can help.',
  'past-none': () => 'There are no earlier conversations of yours here.',
  'past-not-vouched': () =>
    'I show earlier conversations only to people whose account the network vouches for. Please log in here (on IRC with NickServ), then ask again.',
  'agent-joined': ({ agent }) => `${someone(agent)} is here now and has read what you wrote.`,
  speaker: () => 'Agent',
  'line-prefix': ({ agent }) => `[${agent ?? 'agent'}] `,
  'emote-prefix': ({ agent }) => `* ${agent ?? 'agent'} `,
  'edited-prefix': ({ agent }) => `[${agent ?? 'agent'}] * `,
  colleague: () => 'a colleague',
  'internal-link': () => '[internal link]',
  'edits-explained': ({ agent }) =>
    `${someone(agent)} changed an earlier message. I cannot change it on your side, so the new text comes again after a *.`,
  redacted: ({ agent }) => `${someone(agent)} took an earlier message back. Please ignore it.`,
  'redactions-explained': () => 'I cannot remove it on your side.',
  reacted: ({ agent, key, text }) =>
    `${someone(agent)} reacted with ${oneLine(key, 40)}${text === '' ? '' : ` to ${quoted(text, 80)}`}.`,
  file: ({ agent, kind, name, url, validMs }) =>
    url === undefined
      ? `(${someone(agent)} sent ${files[kind]}, ${name}, that cannot be shown here)`
      : `(${someone(agent)} sent ${files[kind]}, ${name}: ${url}${validMs === undefined ? '' : ` , valid for ${exactDuration('en', validMs)}`})`,
  'file-not-taken': ({ network, link }) =>
    link === undefined
      ? 'I cannot take files this way. Please put it somewhere and send me the link.'
      : `I cannot take files this way. On ${network} you can send it to us: ${link} . Or put it somewhere and send me the link.`,
  elsewhere: ({ network, features, link }) =>
    `You can also write to us on ${network}, which carries ${featureList('en', features)} too: ${link}`,
  'own-edits-explained': ({ agent }) =>
    `I cannot show ${them(agent)} that you edited a message, so I send the new text again.`,
  transferred: ({ agent, queue }) =>
    `${someone(agent)} is handing you over to ${queue}. They will see all that was written; you need not say it twice.`,
  held: ({ agent }) =>
    `${someone(agent)} has put this aside for a while and will come back to you. Write on if you like.`,
  resumed: ({ agent }) => `${someone(agent)} is back.`,
  'agent-left': ({ agent }) =>
    `${someone(agent)} had to leave; I am looking for someone else. Nothing you wrote is lost.`,
  'closed-by-agent': ({ agent, code }) => {
    const told = closingCodeTold('en', code)
    return `${someone(agent)} closed this conversation${told ? ` (${told})` : ''}. Write again at any time.`
  },
  'closed-by-customer': () => 'Done, this conversation is closed. Write again at any time.',
  'cancel-ask-back': () => 'Shall I end this conversation? "cancel" once more ends it; with anything else we go on.',
  gap: ({ ms }) =>
    `I was away for ${exactDuration('en', ms)}. If you wrote something in that time, please send it again.`,
  'too-many-conversations': () => 'Too many people are writing at once. Please try again in a few minutes.',
  'too-fast': () => 'That is more than I can pass on. Please wait a minute, then write it again.',
  blocked: () => 'We do not take messages from you here.',
  encrypted: () => 'I cannot read encrypted messages. I have made a room without encryption and invited you to it.',
  'write-unencrypted': () =>
    'I cannot read encrypted messages. Please turn encryption off for this chat and write it again.',
  'came-late': ({ writtenAt, now, timeZone }) => {
    const when = writtenAt === undefined ? undefined : momentOf('en', writtenAt, now, timeZone)
    const of = when ? ` of ${when.day ? `${when.day}, ` : ''}${when.time}${when.isUtc ? ' UTC' : ''}` : ''
    return `Your message${of} came only now. Write anything, and we go on with it.`
  },
  'contact-open': ({ free, agents, waiting, waitMs }) =>
    free > 0
      ? `${free} of ${agents} ${agents === 1 ? 'agent' : 'agents'} free${usually(waitMs)}`
      : `All agents busy, ${waiting} waiting${about(waitMs)}`,
  'contact-nobody-there': () => 'Nobody is there now. Write anyway, your message is kept.',
  'home-hint': () => 'Write to us under Messages, or press the button and we begin there.',
  'home-start': () => 'Start a conversation',
  'home-past': () => 'Your conversations with us so far:',
  'home-past-one': ({ agent, date, request }) =>
    `On ${date}${agent ? `, with ${agent}` : ''}${request === '' ? '' : `: ${quoted(request, 80)}`}`,
}
