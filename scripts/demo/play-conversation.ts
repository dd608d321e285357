import { setTimeout as pause } from 'node:timers/promises'
import type { Invitation } from '../../test/support/agent-client.ts'
import { patienceMs } from './customer.ts'
import { aside, heading } from './screen.ts'
import { answered } from './set-up-desk.ts'
import type { Stage } from './stage.ts'

/** An answer in words counts only from 2 s after its question: what comes sooner was written before the question was seen. */
export const readsQuestionMs = 2200
/** Whoever joins within 1 s of the invitation is taken for a program. */
export const readsOfferMs = 1300
/** So that whoever watches can read along. */
export const typesMs = 800

/** One conversation, from the first message to its close. */
export async function playConversation(stage: Stage): Promise<void> {
  heading('A customer writes on IRC')
  await customerAsks(stage)
  const room = await agentTakesIt(stage)
  await theyTalk(stage, room)
  await agentAsksWhy(stage, room)
  await agentCloses(stage, room)
}

async function customerAsks({ customer, step }: Stage): Promise<void> {
  customer.writes('hi, my invoice from march is wrong')
  await step('the customer is greeted', () => customer.sees('Hello anna, this is'))
  await step('the customer is asked which software they use', () => customer.sees('VERSION'))
  await step('the customer is asked what it is about', () => customer.sees('What is it about?'))
  await pause(readsQuestionMs)
  customer.writes('1')
  await step('the customer is told what happens next', () => customer.sees('billing'))
}

async function agentTakesIt({ people: { mira }, view, customer, step }: Stage): Promise<string> {
  const isOurs = ({ name }: Invitation) => name === 'anna · billing'
  const invitation = await step('Mira is invited', () => mira.invited(isOurs, patienceMs))
  const { room } = invitation
  customer.writes('the amount is 20 too high')
  aside('Mira reads the invitation and joins. Ben is not asked: he is away.')
  await pause(readsOfferMs)
  await view.joins('Mira', invitation)
  await step('Mira sees who it is', () => mira.sees(room, /irssi 1\.4\.3/, patienceMs))
  await step('Mira sees what the customer wrote first', () => mira.sees(room, 'my invoice', patienceMs))
  await step('Mira sees what the customer wrote since', () => mira.sees(room, '20 too high', patienceMs))
  await step('the customer is told that Mira is here', () => customer.sees('Mira is here'))
  return room
}

async function theyTalk({ people: { mira }, view, customer, step }: Stage, room: string): Promise<void> {
  await pause(typesMs)
  await view.says('Mira', room, 'Hi Anna, I see it: shipping is on it twice. I correct that now.')
  await step('the customer sees what Mira says', () => customer.sees('[Mira] Hi Anna'))
  await pause(typesMs)
  customer.writes('great, thank you!')
  await step('Mira sees what the customer says', () => mira.sees(room, 'great, thank you!', patienceMs))
}

async function agentAsksWhy({ people: { mira }, view, customer, step }: Stage, room: string): Promise<void> {
  await pause(typesMs)
  aside('What begins with "!" is for the bot, and the customer never sees it.')
  await step('Mira is told why she was chosen', () =>
    answered(mira, room, /billing words.*yes[\s\S]*Only Mira could/i, () => view.says('Mira', room, '!why')),
  )
  await step('the customer saw nothing of that', async () => {
    const leaked = customer.heard().find((text) => text.includes('!why') || text.includes('Conversation'))
    if (leaked !== undefined) throw new Error(`The customer saw "${leaked}".`)
  })
}

async function agentCloses({ people: { mira }, view, customer, step }: Stage, room: string): Promise<void> {
  await pause(typesMs)
  await view.says('Mira', room, '!close solved You get the 20 back this week.')
  await step("the customer sees Mira's last words", () => customer.sees('20 back this week'))
  await step('the customer is told that the conversation is closed', () => customer.sees('closed this conversation'))
  await step('Mira is told the same', () => mira.sees(room, 'was closed (solved)', patienceMs))
}
