import pg from 'pg'

export interface Listening {
  /** Resolves with the reason when the connection has ended. */
  readonly lost: Promise<Error>
  /** Everybody who hears the channel hears it, we too. */
  say(payload: string): Promise<void>
  close(): Promise<void>
}

/** How often a silent connection is asked whether it still lives, and how long the answer may take. */
const askEveryMs = 15_000
const answerMs = 10_000

/** Opens a connection that hears the channel. Rejects when that is not possible. */
export async function listen(uri: string, channel: string, hear: (payload: string) => void): Promise<Listening> {
  const client = new pg.Client({
    connectionString: uri,
    application_name: 'switchboard wake-ups',
    connectionTimeoutMillis: 10_000,
    query_timeout: answerMs,
    keepAlive: true,
  })
  const lost = endOf(client)
  client.on('notification', ({ payload }) => hear(payload ?? ''))
  try {
    await client.connect()
    await client.query(`LISTEN ${channel}`)
  } catch (error) {
    await client.end()
    throw error
  }
  const say = async (payload: string): Promise<void> => {
    await client.query('SELECT pg_notify($1, $2)', [channel, payload])
  }
  return { lost: stayAwake(client, lost), say, close: () => client.end() }
}

function endOf(client: pg.Client): Promise<Error> {
  return new Promise((resolve) => {
    client.on('error', resolve)
    client.on('end', () => resolve(new Error('the connection was ended')))
  })
}

/** A peer that vanished without a word is only noticed by asking. */
async function stayAwake(client: pg.Client, lost: Promise<Error>): Promise<Error> {
  const timer = setInterval(() => {
    client.query('SELECT 1').catch(() => client.end())
  }, askEveryMs)
  const reason = await lost
  clearInterval(timer)
  return reason
}
