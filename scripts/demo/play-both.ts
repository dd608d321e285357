import { setTimeout as pause } from 'node:timers/promises'
import type { AgentClient, Invitation } from '../../test/support/agent-client.ts'
import { patienceMs } from './customer.ts'
import { readsOfferMs, readsQuestionMs, typesMs } from './play-conversation.ts'
import { heading } from './screen.ts'
import type { BenSays } from './set-up-desk.ts'
import type { BothStage } from './stage.ts'

/** Two conversations at the same time, on two networks more, with the same agents. */
export async function playBoth(stage: BothStage, benSays: BenSays): Promise<void> {
  heading('Two more customers at the same time: one on XMPP, one on Slack')
  await benSays('ready', /ready/i)
  await Promise.all([onXmpp(stage), onSlack(stage)])
}

async function onXmpp({ people: { ben }, view, bob, step }: BothStage): Promise<void> {
  bob.writes('hello, my screen stays dark')
  await step('the customer on XMPP is greeted', () => bob.sees('Hello bob, this is'))
  await step('the customer on XMPP is asked what it is about', () => bob.sees('What is it about?'))
  await pause(readsQuestionMs)
  bob.writes('technical')
  const invitation = await step('Ben is invited', () => find(ben, 'bob'))
  const { room } = invitation
  await pause(readsOfferMs)
  await view.joins('Ben', invitation)
  await step('Ben sees which program it is', () => ben.sees(room, /Gajim 1\.8\.4 on Debian 12/, patienceMs))
  await step('the customer on XMPP is told that Ben is here', () => bob.sees('Ben is here'))
  await view.says('Ben', room, 'Hi Bob, which screen is it?')
  await step('the customer on XMPP sees what Ben says', () => bob.sees('which screen is it?'))
  await pause(typesMs)
  bob.corrects('it is an old Lenono', 'it is an old Lenovo')
  await step('Ben sees the correction in its place', () => ben.sees(room, /Lenovo/, patienceMs))
  await view.says('Ben', room, '!close solved Then hold the power key for ten seconds.')
  await step("the customer on XMPP sees Ben's last words", () => bob.sees('ten seconds'))
  await step('the customer on XMPP is told that it is closed', () => bob.sees('closed this conversation'))
}

async function onSlack({ people: { mira }, view, clara, step }: BothStage): Promise<void> {
  clara.opensHome()
  await step('the home page has a button', () => clara.presses('Start a conversation'))
  await step('the customer on Slack is greeted before writing anything', () => clara.sees('Hello'))
  await step('the question on Slack has buttons', () => clara.presses('billing'))
  clara.writes('is my refund on its way?')
  const invitation = await step('Mira is invited', () => find(mira, 'clara'))
  const { room } = invitation
  await pause(readsOfferMs)
  await view.joins('Mira', invitation)
  await step('Mira sees what cannot be known of Slack', () => mira.sees(room, /Slack/, patienceMs))
  await step('Mira sees what the customer on Slack wrote', () => mira.sees(room, 'on its way?', patienceMs))
  await view.says('Mira', room, 'Hi Clara, it left yesterday.')
  await step('on Slack Mira speaks under her own name', () => clara.seesFrom('Mira', 'it left yesterday'))
  await pause(typesMs)
  await view.says('Mira', room, '!close solved')
  await step('the customer on Slack is told that it is closed', () => clara.sees('closed this conversation'))
}

function find(agent: AgentClient, customer: string): Promise<Invitation> {
  return agent.invited(({ name }) => name.startsWith(`${customer} · `), patienceMs)
}
