import type { StoreOptions } from '../../../src/storage/open-store.ts'
import type { TestDatabase } from '../../servers/test-database.ts'
import { storeDatabase } from './store-database.ts'
import { type TestStore, testStore } from './test-store.ts'

export interface StoreFixture {
  readonly uri: string
  /** Of the process `one`. */
  readonly store: TestStore
  /** Another process on the same database, closed after the test. */
  another(holder: string, changes?: Partial<StoreOptions>): TestStore
  /** What the store takes for the time, ms since the epoch; 1,000,000 at the start of each test. */
  now: number
}

const emptyAll = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname NOT LIKE 'migration%' ORDER BY relname IN ('conversation', 'chat', 'agent'), relname = 'chat' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$`

/** For a suite: one database, emptied after each test; a store opened for each test. */
export function useStore(): StoreFixture {
  let database: TestDatabase
  let stores: TestStore[] = []
  const another = (holder: string, changes: Partial<StoreOptions> = {}) => {
    const store = testStore(database.uri, holder, { now: () => fixture.now, ...changes })
    stores.push(store)
    return store
  }
  const fixture = {
    get uri() {
      return database.uri
    },
    get store() {
      return stores[0] as TestStore
    },
    another,
    now: 1_000_000,
  }
  before(async () => {
    database = await storeDatabase()
  })
  beforeEach(() => {
    fixture.now = 1_000_000
    another('one')
  })
  afterEach(async () => {
    await stores[0]?.sql(emptyAll)
    for (const store of stores) await store.close()
    stores = []
  })
  after(() => database.drop())
  return fixture
}
