import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { TeamName } from '../../src/core/ids.ts'
import { presenceOfGroup } from '../../src/core/presence/group-presence.ts'
import { circleIn, membersWithin, type Team, teamsWithin, wayUp } from '../../src/core/presence/team.ts'
import { agentId, sampleAgent, sampleSeat } from '../support/routing-samples.ts'

const called = (name: string) => name as TeamName
const team = (name: string, parent?: string, ...members: readonly string[]): Team => ({
  name: called(name),
  ...(parent === undefined ? {} : { parent: called(parent) }),
  members: members.map(agentId),
})

const teams = [
  team('austria'),
  team('vienna', 'austria', 'ida'),
  team('support', 'vienna', 'mira', 'ben'),
  team('billing', 'vienna', 'mira'),
  team('graz', 'austria', 'zoe'),
]

describe('teams', () => {
  it('[F11] stand in one another: whoever is in one is in all that it stands in, once', () => {
    assert.deepEqual([...membersWithin(teams, called('support'))], ['mira', 'ben'].map(agentId))
    assert.deepEqual([...membersWithin(teams, called('vienna'))].sort(), ['ben', 'ida', 'mira'].map(agentId))
    assert.equal(membersWithin(teams, called('austria')).size, 4)
    assert.equal(membersWithin(teams, called('nowhere')).size, 0)
    assert.deepEqual(wayUp(teams, called('support')), ['support', 'vienna', 'austria'])
  })

  it('[F11] never stand in themselves', () => {
    assert.deepEqual(circleIn(teams, called('vienna'), called('vienna')), ['vienna', 'vienna'])
    assert.deepEqual(circleIn(teams, called('austria'), called('support')), ['austria', 'support', 'vienna', 'austria'])
    assert.equal(circleIn(teams, called('graz'), called('support')), undefined)
  })

  it('[F11] whatever is put into what, unless it is refused, no way up leads back', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e').map(called)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 30 }), (moves) => {
        let made: readonly Team[] = ['a', 'b', 'c', 'd', 'e'].map((one) => team(one))
        for (const [inner, outer] of moves) {
          if (circleIn(made, inner, outer)) continue
          made = made.map((one) => (one.name === inner ? { ...one, parent: outer } : one))
        }
        for (const one of made) {
          const way = wayUp(made, one.name)
          assert.equal(made.find(({ name: last }) => last === way.at(-1))?.parent, undefined)
          for (const outer of way) assert.ok(teamsWithin(made, outer).includes(one))
        }
      }),
    )
  })
})

describe('the presence of a group', () => {
  const irc = { id: 'libera', type: 'irc' }
  const slack = { id: 'acme', type: 'slack' }
  const free = sampleAgent('Free')
  const half = sampleAgent('Half', { capacityPerNetwork: { irc: 1 }, seats: [sampleSeat(1)] })
  const full = sampleAgent('Full', { capacity: 1, seats: [sampleSeat(2)], networks: ['irc'] })
  const away = sampleAgent('Away', { availability: { state: 'away', since: 0, by: 'presence' } })
  const nowhere = sampleAgent('Nowhere', { networks: [] })

  it('[F6] [F8] is that of its members, together and on each network', () => {
    assert.deepEqual(presenceOfGroup([free, half, full, away, nowhere], [irc, slack]), {
      state: 'free',
      free: 2,
      busy: 1,
      away: 1,
      networks: [
        { id: 'libera', state: 'free', free: 1, busy: 2, away: 1 },
        { id: 'acme', state: 'free', free: 2, busy: 0, away: 1 },
      ],
    })
  })

  it('[F8] is free with one who is, busy with one who is there, away with one who is not, else empty', () => {
    const stateOf = (...agents: Parameters<typeof presenceOfGroup>[0]) => presenceOfGroup(agents, [irc]).state
    assert.equal(stateOf(away, full, free), 'free')
    assert.equal(stateOf(away, full), 'busy')
    assert.equal(stateOf(away), 'away')
    assert.equal(stateOf(nowhere), 'empty')
    assert.equal(stateOf(), 'empty')
  })
})
