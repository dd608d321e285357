import { softwareOf } from '../identification/software.ts'
import type { TellId, TellParams } from './agent-texts.ts'
import { cleanParams } from './clean-params.ts'
import { exactDuration } from './duration.ts'
import { oneLine, quoted } from './one-line.ts'

export type { TellId, TellParams } from './agent-texts.ts'

const seconds = (count: number) => exactDuration('en', count * 1000)
const meant = (suggestion: string | undefined) => (suggestion ? ` Did you mean !${suggestion}?` : '')
const toSendIt = 'To really send it, begin with "!!".'
const closers = {
  agent: '',
  customer: ' by the customer',
  supervisor: ' by a supervisor',
  idle: ' because it was quiet',
  network: ', because it was with a program of the network',
}

const texts: { readonly [Id in TellId]: (params: TellParams[Id]) => string } = {
  'not-delivered': ({ excerpt, reason }) => `Not delivered (${quoted(excerpt, 80)}): ${goesOn(reason)}`,
  'maybe-delivered': ({ excerpt, reason }) =>
    `This message may not have been delivered (${quoted(excerpt, 80)}): ${goesOn(reason)} Send it again?`,
  'customer-left': ({ customer, network, reason }) =>
    `${reason === '' ? `${customer} left ${network}.` : `${customer} cannot be reached: ${goesOn(reason)}`} What you write now is kept and sent when ${customer} is back and surely the same person.`,
  'customer-returned': ({ customer }) => `${customer} is back; what was kept is being sent.`,
  gap: ({ network, seconds: count }) =>
    `I was away from ${network} for ${seconds(count)}. What the customer wrote in that time did not reach us; I asked for it again.`,
  'late-facts': ({ profile }) => `Now known: ${lateFacts(profile)}.`,
  'other-program': ({ customer, profile, earlier }) =>
    `${customer} now writes with ${lateFacts(profile)}; before it was ${earlier}.`,
  'agent-unfit': ({ agent, lacks }) =>
    `This conversation now needs what is not entered for ${agent} (${lacks}). It stays with ${agent}; !transfer hands it on.`,
  'accept-needed': ({ agent }) =>
    `${agent}, your client joins rooms by itself, so joining is not enough: say !accept to take this conversation.`,
  'agent-left': ({ agent }) => `${agent} left; I am looking for somebody else.`,
  reopened: ({ customer }) => `${customer} wrote again, so this conversation is open and yours again.`,
  'wrap-up': ({ seconds: count }) =>
    `Closed. You have ${seconds(count)} for your notes, then you may be offered the next one.`,
  closed: ({ by, code }) => `This conversation was closed${closers[by]} (${code}).`,
  edits: ({ customer, network }) =>
    `${network} cannot change what ${customer} has already seen: your new text was sent again, after a *.`,
  redactions: ({ customer, network }) =>
    `${network} cannot remove what ${customer} has already seen: I told them that you took it back.`,
  reactions: ({ customer, network }) =>
    `${network} has no reactions: ${customer} reads about yours in a line, and not when you take it back.`,
  'edit-unplaced': ({ customer }) =>
    `${customer} changed a message that is not in this room, so the new text stands here as a message of its own, after a *.`,
  'redaction-unplaced': ({ customer }) => `${customer} took back a message that is not in this room.`,
  'reacted-to-bot': ({ customer, key, said, removed }) =>
    `${customer} ${removed ? 'took back' : 'reacted with'} ${oneLine(key, 40)} ${removed ? 'from' : 'to'} what I had written (${quoted(said, 80)}).`,
  polls: ({ customer, network }) =>
    `${network} has no polls: ${customer} reads the question with numbered answers, and can only answer in words.`,
  locations: ({ customer, network }) => `${network} has no maps: ${customer} reads where it is in words and numbers.`,
  'not-carried': ({ customer, network, what }) =>
    `${network} cannot carry ${what}: ${customer} notices nothing of it. Say it in words if it matters.`,
  'too-old-to-change': ({ customer, kept }) =>
    `Not changed for ${customer}: it is not among the last ${kept} messages that went to them. Write a new one if it matters.`,
  'not-taken-back': ({ customer }) =>
    `Not taken back for ${customer}, who still has it: nobody has this conversation now.`,
  elsewhere: ({ customer, features, where, link }) =>
    `${customer} was told that ${where} carries more (${features}): ${link}. What they write there is a new conversation.`,
  'file-not-fetched': ({ name, reason }) =>
    `Not fetched, so only its link is here (${quoted(name, 80)}): ${goesOn(reason)}`,
  'at-capacity': ({ load, capacity }) =>
    `You have ${load} of ${capacity} conversations. Close or hold one, or ask an admin to raise your limit.`,
  'joined-not-offered': ({ customer }) =>
    `This conversation is not offered to you, and nobody has it yet. Say !take to take it; until then nothing goes to ${customer}.`,
  'missed-offers': () => 'You missed two offers in a row, so you are away now. Say ready when you are back.',
  'away-by-presence': ({ ms }) =>
    `Matrix has shown you offline for ${exactDuration('en', ms)}, so you are away now. You are ready again when you come back; if you are there all the same, say ready.`,
  'fast-joins': () =>
    'Your client seems to accept invitations by itself: from now on an offer is yours only when you say !accept in its room.',
  'fast-joins-of': ({ agent }) =>
    `${agent} joined twice within a second of the invitation, so something joins by itself there. Offers to ${agent} now need !accept.`,
  'not-sent-unknown-command': ({ customer, word, suggestion }) =>
    `Not sent to ${customer}: "!${word}" is not a command.${meant(suggestion)} ${toSendIt}`,
  'not-sent-command-edit': ({ customer }) =>
    `Not sent to ${customer}, and not done: a command counts only as a new message. ${toSendIt}`,
  'not-sent-command-form': ({ customer, form }) =>
    `Not sent to ${customer}, and not done: ${form} beginning with "!" is no command. ${toSendIt}`,
  'not-sent-command-inside': ({ customer, line, word }) =>
    `Not sent to ${customer}, and not done: line ${line} begins with "!${word}". Send it as a message of its own, or begin that line with "!!".`,
  'unknown-command': ({ word, suggestion }) =>
    `I do not know "${word}".${suggestion ? ` Did you mean ${suggestion}?` : ''} "help" lists what I know.`,
  'encrypted-room': ({ existing }) =>
    existing === undefined
      ? 'I cannot read encrypted messages. I have made a room without encryption and invited you; let us go on there.'
      : `I cannot read encrypted messages. We have a room without encryption already, let us go on there: ${existing}`,
  'network-trouble': ({ network, text, remedy }) => `${network}: ${sentence(text)} ${sentence(remedy)}`,
  'bot-introduction': () =>
    'I am Switchboard. Here you need no "!": say ready to get conversations, away to stop, help for the rest.',
}

/** A text for agents and admins, always one line. Parameters may hold what strangers wrote. */
export function tell<Id extends TellId>(id: Id, params: TellParams[Id]): string {
  return texts[id](cleanParams(params))
}

function sentence(text: string): string {
  return ended(text.charAt(0).toUpperCase() + text.slice(1))
}

/** A reason behind a colon: small where it begins with a word of ours; a name stays as it is written. */
function goesOn(text: string): string {
  return ended(text.replace(/^(The|It|No|Nobody|Somebody|There|They|This)\b/, (word) => word.toLowerCase()))
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}

function lateFacts(profile: TellParams['late-facts']['profile']): string {
  const software = softwareOf(profile)
  const sure = (profile.application ?? profile.raw)?.confidence
  const account = profile.account && `account ${oneLine(profile.account.value, 40)}`
  return [software && `${software} (${sure})`, account].filter(Boolean).join(', ')
}
