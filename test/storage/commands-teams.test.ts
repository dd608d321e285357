import assert from 'node:assert/strict'
import type { AgentId, TeamName } from '../../src/core/ids.ts'
import { adminRoom, ben, type Desk, mira, root, useDesk } from './support/desk.ts'

const zoe = '@zoe:elsewhere' as AgentId

describe('commands about teams', () => {
  const given = useDesk()

  async function withTeams(): Promise<Desk> {
    const desk = given()
    await desk.withBilling()
    await desk.admin(`agent add ${ben} queues billing networks slack`, `agent add ${zoe} queues billing name Zoe`)
    await desk.admin('team add vienna members ben', 'team add support in vienna members mira, zoe')
    return desk
  }

  it('[F8] [F11] add, show and list what stands in what, with who is free on each network', async () => {
    const desk = await withTeams()
    await desk.direct(mira, 'ready')
    const shown = await desk.direct(mira, 'team show vienna')
    assert.match(shown, /^Team vienna$/m)
    assert.match(shown, /^NOW +free +1 free, 1 away$/m, 'ben may take nothing of the networks there are')
    assert.match(shown, /^on libera +free +1 free, 1 away$/m)
    assert.match(shown, /^WITH THE TEAMS +support$/m)
    assert.match(shown, /^Zoe +away .* libera away$/m)
    assert.match(await desk.direct(mira, 'team show support'), /^Team support, in vienna$/m)
    const list = await desk.direct(mira, 'teams')
    assert.match(list, /^all +3 +free +1 free, 1 away +libera: 1 free, 1 away$/m)
    assert.match(list, /^vienna +3 +free/m)
    assert.match(list, /^support +vienna +2 +free/m)
    assert.match(await desk.admin('team show all'), /^All agents$/m)
    assert.match(await desk.admin('agent show mira'), /^Teams +support$/m)
    assert.match(await desk.admin('agent show mira'), /^Now +libera free$/m)
    assert.match(await desk.admin('queue show billing'), /^on libera +free +1 free, 1 away$/m)
    assert.match(await desk.direct(mira, 'status'), / Now: libera free\.$/m)
  })

  it('[F11] circles are refused with a sentence, also when two make one together', async () => {
    const desk = await withTeams()
    assert.equal(
      await desk.admin('team set vienna in support'),
      'Not changed: vienna would stand in itself (vienna in support in vienna).',
    )
    assert.match(await desk.admin('team add loop in loop'), /^Not changed: loop would stand in itself/)
    await desk.admin('team add one', 'team add two')
    await Promise.all([
      desk.says(root, adminRoom, { msgtype: 'm.text', body: 'team set one in two' }),
      desk.says(root, '!direct-root:hs' as typeof adminRoom, { msgtype: 'm.text', body: 'team set two in one' }),
    ])
    await desk.quiet()
    const parents = (await desk.store.teams()).filter(({ name }) => ['one', 'two'].includes(name))
    assert.equal(parents.filter(({ parent }) => parent !== undefined).length, 1)
  })

  it('members come and go; a team goes when nothing stands in it, and an agent from all teams', async () => {
    const desk = await withTeams()
    assert.equal(await desk.admin('team set support members +ben -mira'), 'Team support, in vienna: 2 agents.')
    assert.match(await desk.admin('team remove vienna'), /^Not removed: support stands in it\./)
    assert.equal(await desk.admin('team set support in none'), 'Team support: 2 agents.')
    assert.match(await desk.admin('team remove vienna'), /^Team vienna is gone/)
    await desk.admin('agent remove ben')
    const [support] = await desk.store.teams()
    assert.deepEqual(support, { name: 'support', members: [zoe] })
  })

  it('what does not exist is said, with what is meant', async () => {
    const desk = await withTeams()
    assert.match(await desk.admin('team set suport in none'), /^There is no team "suport"\. Did you mean support\?/)
    assert.match(await desk.admin('team set support in wien'), /^There is no team "wien"\./)
    assert.match(
      await desk.admin('team set support members +mirra'),
      /^There is no agent "mirra"\. Did you mean mira\?/,
    )
    assert.match(await desk.admin('team add support'), /^There is a team support already\./)
    assert.match(await desk.admin('team add all'), /^"all" is everybody already/)
    assert.match(await desk.direct(mira, 'team add mine'), /admin/)
  })

  it('[F8] [F10] rules see how a team stands now', async () => {
    const desk = await withTeams()
    await desk.admin('queue add later', 'agent set ben queues later')
    const added = await desk.admin('rule add "nobody there" when team("support").ready == 0 then queue later')
    assert.doesNotMatch(added, /Look at/)
    assert.match(await desk.admin('rule add x when team("suport").free > 1 then queue later'), /Did you mean support\?/)
    await desk.admin('rule remove x', 'rule publish "teams"')
    await desk.app.rules.refresh()
    await desk.app.teams.refresh()
    const queueOf = async (name: string) => {
      await desk.customerWrites(name, 'hello')
      const [waiting] = await desk.store.waiting([], 5).then((all) => all.filter(({ chat }) => chat.endsWith(name)))
      return waiting?.queue
    }
    assert.equal(await queueOf('anna'), 'later')
    await desk.direct(mira, 'ready')
    assert.equal(await queueOf('bea'), 'billing')
    await desk.store.transaction(undefined, async (tx) => tx.saveTeam({ name: 'support' as TeamName, members: [] }))
    await desk.app.teams.refresh()
    assert.equal(await queueOf('carl'), 'later')
  })
})
