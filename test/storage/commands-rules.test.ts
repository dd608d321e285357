import assert from 'node:assert/strict'
import { commandOf, runCommand } from '../../src/app/commands/run-command.ts'
import type { MatrixEventId } from '../../src/core/ids.ts'
import { adminRoom, type Desk, mira, root, useDesk } from './support/desk.ts'

const billingWords =
  'rule add "billing words" when text.contains("invoice") or answers.topic == "billing" then queue billing priority 5'

/** The command as it is carried out up to a crash: what it wrote in its own transactions stays, the rest is gone. */
async function crashAfter({ app }: Desk, text: string, id: string): Promise<void> {
  const event = {
    type: 'message',
    room: adminRoom,
    eventId: id as MatrixEventId,
    sender: root,
    at: 0,
    message: { kind: 'text', text },
  } as const
  const call = commandOf(app, event, { kind: 'admin' })
  assert(call)
  await runCommand(app, call)
}

async function ruleNames({ store }: Desk): Promise<readonly string[]> {
  const set = (await store.ruleSets.draft()) ?? (await store.ruleSets.published())
  return set.rules.rules.map(({ name }) => name)
}

describe('commands for queues, questions and rules', () => {
  const given = useDesk()

  it('[P3] change the draft and nothing that is live, until it is published with a reason', async () => {
    const desk = given()
    const queue = await desk.admin('queue add billing title "Billing" timeout 90s wrapup 0s')
    assert.match(
      queue,
      /^Queue billing \("Billing"; an offer waits 90 s, no wrap-up\) added to the draft\. Not live yet\. Next: rule check · rule diff · rule publish "reason"$/,
    )
    const question = await desk.admin('question add topic "What is it about?" choices billing, technical')
    assert.match(question, /question 1 of 1 \(1 billing {2}2 technical\).*answers\.topic/)
    assert.match(
      await desk.admin(billingWords),
      /^Added to the draft as rule 1 of 1\. Not live yet\.\nThere is no default yet: rule default queue billing$/,
    )
    assert.equal(await desk.admin('rule default queue billing'), 'What no rule matches: queue billing. Not live yet.')
    assert.deepEqual(desk.app.rules.current().stored.rules.rules, [])
    const diff =
      /\+ queue billing.*\n\+ question topic.*\n\+ rule "billing words".*\n~ default queue billing\n {4}was no default/
    assert.match(await desk.admin('rule diff'), diff)
    const live = /^Rule set 1 is live: 1 rule, 1 queue, 1 question \("first rules"\)/
    assert.match(await desk.admin('rule publish "first rules"'), live)
    assert.equal(desk.app.rules.current().stored.rules.rules[0]?.name, 'billing words')
    assert.match(await desk.admin('rule diff'), /There is no draft/)
  })

  it('refuse a rule that does not compile or names an unknown queue, with place and suggestion', async () => {
    const desk = given()
    await desk.admin('queue add billing')
    const answer = await desk.admin('rule add x when txt == "a" then queue biling')
    assert.match(answer, /^Not added, two things:\n {2}txt == "a" +there is no "txt" here\. Did you mean text\?/)
    assert.match(
      answer,
      /\n {2}\^\^\^\n {2}queue biling +there is no such queue\. Did you mean billing\? Queues: billing$/,
    )
    assert.deepEqual(await ruleNames(desk), [])
    assert.match(await desk.admin('rule default queue biling'), /^Not changed, one thing:/)
    const asking = await desk.admin('rule add x when queue("bilng").waiting > 3 then queue billing')
    assert.match(
      asking,
      /^Not added, one thing:\n {2}queue\("bilng"\)\.waiting > 3 +queue\("bilng"\): there is no such queue\./,
    )
    assert.match(asking, /\n {8}\^{7}$/)
    assert.deepEqual(await ruleNames(desk), [])
  })

  it('take a rule that hardly means what it says, and say so at once', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('agent set mira features none', 'question add topic "What?"')
    const answers = {
      'network.id == "liberia"': 'network.id is never "liberia". Did you mean libera? Known: libera',
      'contact == "nope"': 'contact is never "nope". Known: support',
      'answers.tpic == "a"': 'no question is called "tpic". Did you mean topic? Known: topic',
      'contact=="nope"':
        'contact is never "nope". Known: support\nLook at: never reached: rule 2 "r1" matches whenever this one does',
    }
    for (const [index, [condition, warning]] of Object.entries(answers).entries()) {
      const answer = await desk.admin(`rule add r${index} when ${condition} then queue billing`)
      const added = `Added to the draft as rule ${index + 1} of ${index + 1}. Not live yet.`
      assert.equal(answer, `${added}\nLook at: ${warning}`)
    }
    const feature = 'nobody in billing has feature files'
    assert.match(
      await desk.admin('rule add f when true then queue billing feature files'),
      new RegExp(`\nLook at: ${feature}$`),
    )
    assert.match(
      await desk.admin('rule default queue billing feature files'),
      new RegExp(`\nLook at: default: ${feature}$`),
    )
    assert.match(
      await desk.admin('rule default queue billing feature fils'),
      /\nLook at: default: no feature is called fils\. Did you mean files\? Known: files, edits, .*longtext$/,
    )
  })

  it('refuse to publish what has errors, and the published rules stay', async () => {
    const desk = given()
    await desk.withBilling()
    const { version } = desk.app.rules.current().stored
    await desk.admin('queue add gone', 'rule add a when text == "a" then queue gone')
    assert.match(await desk.admin('queue remove gone'), /^Not removed: rule 1 "a" still leads there/)
    const draft = await desk.store.ruleSets.draft()
    assert(draft)
    const broken = { ...draft.rules, queues: draft.rules.queues.filter(({ name }) => name !== 'gone') }
    await desk.store.ruleSets.saveDraft({ rules: broken, author: root, reason: '' })
    assert.match(
      await desk.admin('rule publish "x"'),
      /^Not published:\n {2}rule 1 "a": queue gone: there is no such queue/,
    )
    assert.equal((await desk.store.ruleSets.published()).version, version)
    assert.match(await desk.admin('rule check'), /Must change before it can be published:\n {2}rule 1 "a"/)
  })

  it('show warnings of what is published, with the place in the condition', async () => {
    const desk = given()
    await desk.admin('queue add billing', 'rule default queue billing')
    await desk.admin('rule add a when network.id == "liberia" then queue billing')
    const answer = await desk.admin('rule publish "x"')
    assert.match(answer, /Look at:\n {2}rule 1 "a": network\.id is never "liberia"\. Did you mean libera\?/)
    assert.match(answer, /\n {2} {4}network\.id == "liberia"\n {2} {4} {14}\^/)
    assert.match(answer, /nobody serves queue billing/)
  })

  it('list, show, move and remove rules by number and by name', async () => {
    const desk = given()
    await desk.admin('queue add billing', 'rule default queue billing')
    await desk.admin(
      'rule add a when text == "a" then queue billing',
      'rule add "b c" when text == "b" then queue billing',
    )
    assert.match(
      await desk.admin('rule move "b c" 1'),
      /^Rule "b c" is rule 1 of 2 in the draft\. It comes before rule 2 "a"/,
    )
    assert.deepEqual(await ruleNames(desk), ['b c', 'a'])
    assert.match(
      await desk.admin('rules'),
      /^The draft \(not live\):\n1 +b c.*\n2 +a.*\nWhat no rule matches: queue billing/,
    )
    assert.match(await desk.admin('rule show a'), /^Rule 2 of 2 \(draft\)\n"a" when text == "a" then queue billing/)
    assert.match(await desk.admin('rule show 3'), /^There is no rule 3/)
    assert.equal(await desk.admin('rule move a 3'), 'Not moved: there are 2 rules, so its place is from 1 to 2.')
    assert.deepEqual(await ruleNames(desk), ['b c', 'a'])
    assert.equal(
      await desk.admin('rule move 1 last'),
      'Rule "b c" is rule 2 of 2 in the draft. Rule 1 is tried before it. Not live yet.',
    )
    await desk.admin('rule move 2 1')
    assert.match(
      await desk.admin('rule add A when true then queue billing'),
      /^Not added: rule 2 has that name already/,
    )
    assert.match(await desk.admin('rule remove 1'), /^Rule "b c" is out of the draft; 1 left/)
    assert.match(await desk.admin('rule remove "b c"'), /^There is no rule "b c"/)
  })

  it('change queues and questions, and keep what others stand on', async () => {
    const desk = given()
    assert.match(
      await desk.admin('queue set billing timeout 2 min'),
      /^There is no such queue\. There are no queues yet\./,
    )
    await desk.admin('queue add billing', 'question add topic "What?"', billingWords)
    assert.match(await desk.admin('queue add billing'), /^Not added: there is a queue billing already/)
    assert.match(await desk.admin('queue set billing timeout 2 min'), /an offer waits 2 min/)
    assert.match(await desk.admin('queue remove billing'), /^Not removed: rule 1 "billing words" still leads there/)
    assert.match(
      await desk.admin('question remove topic'),
      /^Not removed: answers\.topic is used by rule "billing words"/,
    )
    await desk.admin('question add other "Else?" contact nobody')
    assert.match(await desk.admin('question move other 1'), /^other is question 1 of 2 in the draft/)
    assert.equal(
      await desk.admin('question move topic 9'),
      'Not moved: there are 2 questions, so its place is from 1 to 2.',
    )
    assert.match(await desk.admin('questions'), /^ +QUESTION \(draft\).*\n1 +other.*contact nobody\n2 +topic/)
    assert.match(await desk.admin('question remove othr'), /Did you mean other\?/)
    assert.match(await desk.admin('question remove other'), /^Question other is out of the draft; 1 left/)
  })

  it('go back to an earlier version under a new number, and list them all', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('queue add general', 'rule publish "more"')
    assert.match(
      await desk.admin('rule rollback'),
      /^Rule set 3 is live: 0 rules, 1 queue, 0 questions \("back to 1"\)/,
    )
    assert.deepEqual(
      desk.app.rules.current().stored.rules.queues.map(({ name }) => name),
      ['billing'],
    )
    assert.match(await desk.admin('rule rollback 2 too early'), /^Rule set 4 is live.*\("back to 2: too early"\)/)
    assert.match(await desk.admin('rule rollback 4'), /^Rule set 4 is the one that is live/)
    assert.match(await desk.admin('rule rollback 99'), /^There is no rule set 99/)
    const history = await desk.admin('rule history')
    assert.match(history, /\n4 +live .*@root:hs +back to 2: too early\n3 .*\n2 .*more\n1 .*begin$/)
  })

  it('number a draft after what was published since it was begun', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('queue add general', 'rule publish "more"', 'queue add late')
    assert.match(await desk.admin('rule rollback 1'), /^Rule set 4 is live/)
    await desk.admin('queue set late timeout 2 min')
    assert.match(await desk.admin('rule publish "late"'), /^Rule set 5 is live: 0 rules, 3 queues/)
    assert.match(await desk.admin('rule history'), /\n5 +live .*late\n4 .*back to 1\n2 .*more\n1 .*begin$/)
  })

  it('[P4] leave the data of agents alone, whatever is published or taken back', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('agent set mira skills linux 3 capacity 5')
    await desk.direct(mira, 'ready')
    const before = await desk.store.agent(mira)
    await desk.admin(
      'queue add general',
      'rule default queue general',
      'queue remove billing',
      'rule publish "general"',
    )
    assert.deepEqual(await desk.store.agent(mira), before)
    await desk.admin('rule rollback')
    assert.deepEqual(await desk.store.agent(mira), before)
    assert.deepEqual(desk.app.agents.index.agents.get(mira), before)
  })

  it('are carried out once when a crash makes them come again', async () => {
    const desk = given()
    await desk.withBilling()
    const add = 'rule add a when text == "a" then queue billing'
    for (let turn = 0; turn < 3; turn += 1) await crashAfter(desk, add, '$add')
    assert.deepEqual(await ruleNames(desk), ['a'])
    await desk.admin('queue add general')
    for (let turn = 0; turn < 3; turn += 1) await crashAfter(desk, 'rule publish "a"', '$publish')
    assert.equal((await desk.store.ruleSets.history(10)).length, 2)
    for (let turn = 0; turn < 3; turn += 1) await crashAfter(desk, 'rule rollback', '$rollback')
    const history = await desk.store.ruleSets.history(10)
    assert.deepEqual(
      history.map(({ version, reason }) => [version, reason]),
      [
        [3, 'back to 1'],
        [2, 'a'],
        [1, 'begin'],
      ],
    )
  })

  it('of two admins at the same time are both kept', async () => {
    const desk = given()
    await desk.admin('queue add billing')
    const names = Array.from({ length: 4 }, (_, index) => `q${index}`)
    await Promise.all(names.map((name) => crashAfter(desk, `queue add ${name}`, `$${name}`)))
    const draft = await desk.store.ruleSets.draft()
    assert.deepEqual(draft?.rules.queues.map(({ name }) => name).sort(), ['billing', ...names])
  })

  it('say how the queues stand, also those that are not live yet', async () => {
    const desk = given()
    assert.match(await desk.admin('queue list'), /^There are no queues yet/)
    await desk.withBilling()
    await desk.admin('queue add general')
    await desk.network.person('anna').write('hello')
    await desk.quiet()
    const queues = await desk.admin('queue list')
    assert.match(queues, /^QUEUE +WAITING +LONGEST +READY +FREE\n/)
    assert.match(queues, /\nbilling +1 +\d+ s +0 +0\ngeneral +0 +- +0 +0 +in the draft only/)
    const billing = await desk.admin('queue show billing')
    assert.match(
      billing,
      /^Queue billing \(an offer waits 1 min, no wrap-up\)\nNOW +away +1 away\non libera +away +1 away\nREACHED BY\nsupport +Loopback Libera +formatting: loopback:support\nAGENTS\nmira +away \(not ready yet\).*\nWAITING\n1 +conversation 1 +waiting \d+ s +anna, Loopback Libera/,
    )
    assert.match(await desk.admin('queue show biling'), /Did you mean billing\?/)
  })
})
