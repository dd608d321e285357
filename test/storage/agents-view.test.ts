import assert from 'node:assert/strict'
import { createAgentsView } from '../../src/app/agents-view.ts'
import type { Agent } from '../../src/core/routing/agent.ts'
import { agentId, sampleAgent } from '../support/routing-samples.ts'
import type { TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

describe('the view of the agents', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  const save = (agent: Agent, before?: number) =>
    store.transaction(undefined, async (tx) => tx.saveAgent(agent, before))
  const namesOf = (agents: readonly Agent[]) => agents.map(({ name }) => name)

  it('reads those who changed since, and only those', async () => {
    const [mira, ben] = [sampleAgent('Mira'), sampleAgent('Ben')]
    await save(mira)
    await save(ben)
    const read: unknown[] = []
    const agents: TestStore['agents'] = (named) => {
      read.push(named && new Set(named))
      return store.agents(named)
    }
    const view = createAgentsView({ agents, agentVersions: () => store.agentVersions() })
    assert.deepEqual(namesOf(await view.refresh()), ['Ben', 'Mira'])
    assert.deepEqual(await view.refresh(), [])
    await save({ ...ben, capacity: 7, version: 2 }, 1)
    await save(sampleAgent('Eva'))
    assert.deepEqual(namesOf(await view.refresh()), ['Ben', 'Eva'])
    assert.equal(view.index.agents.get(ben.id)?.capacity, 7)
    assert.deepEqual(read, [undefined, new Set([ben.id, agentId('eva')])])
  })

  it('forgets those who were removed, and keeps what is newer than the database', async () => {
    const [mira, ben] = [sampleAgent('Mira'), sampleAgent('Ben')]
    await save(mira)
    await save(ben)
    const view = createAgentsView(store)
    await view.refresh()
    view.saw({ ...mira, capacity: 9, version: 5 })
    await store.transaction(undefined, (tx) => tx.removeAgent(ben.id))
    assert.deepEqual(await view.refresh(), [])
    assert.deepEqual(
      [...view.index.agents.values()].map(({ name, capacity }) => [name, capacity]),
      [['Mira', 9]],
    )
  })
})
