import assert from 'node:assert/strict'
import { type Check, runDoctor } from '../../src/config/doctor.ts'

async function diagnose(checks: readonly Check[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const code = await runDoctor(checks, (line) => void lines.push(line))
  return { code, lines }
}

const passing: Check = { name: 'database', run: async () => ({ status: 'ok', text: 'PostgreSQL 18.4 (embedded)' }) }
const failing: Check = {
  name: 'registration',
  exitCode: 30,
  run: async () => ({
    status: 'fail',
    text: 'the homeserver does not know our token.',
    remedy:
      'Add registration.yaml to app_service_config_files in homeserver.yaml and restart Synapse, or whatever it is called.',
  }),
}
const dependent: Check = { name: 'ping', needs: ['registration'], run: () => assert.fail('must not run') }

describe('doctor', () => {
  it('prints one result per line in columns, with the remedy, and skips what cannot work', async () => {
    const { code, lines } = await diagnose([passing, failing, dependent])
    assert.deepEqual(lines, [
      ' ok    database       PostgreSQL 18.4 (embedded)',
      ' FAIL  registration   the homeserver does not know our token. Add registration.yaml to app_service_config_files in',
      '                      homeserver.yaml and restart Synapse, or whatever it is called.',
      ' --    ping           skipped: needs the registration',
    ])
    assert.equal(code, 30)
  })

  it('a check that throws has failed with its message', async () => {
    const { code, lines } = await diagnose([{ name: 'libera', run: () => Promise.reject(new Error('ECONNREFUSED')) }])
    assert.deepEqual(lines, [' FAIL  libera   ECONNREFUSED'])
    assert.equal(code, 1)
  })

  it('warnings and skipped checks are no failure', async () => {
    const warned: Check = { name: 'ping', run: async () => ({ status: 'warn', text: 'no answer' }) }
    const after: Check = { name: 'after', needs: ['ping'], run: async () => ({ status: 'ok', text: 'x' }) }
    assert.equal((await diagnose([warned, after])).code, 0)
  })
})
