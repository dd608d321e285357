import { servers } from './servers.js'

const forTests = ['synapse', 'inspircd', 'ngircd', 'prosody', 'ejabberd', 'terminal', 'weechat', 'profanity']

/** What `npm run` can be asked for, and which servers must be there for it. `strict`: without one of them it does not begin. */
export const tasks = {
  demo: { script: 'demo.ts', args: [], needs: ['synapse', 'inspircd', 'prosody'], strict: true },
  test: { script: 'run-tests.ts', args: ['all'], needs: forTests, strict: false },
  'test:fast': { script: 'run-tests.ts', args: ['fast'], needs: [], strict: false },
  'test:long': { script: 'run-tests.ts', args: ['long'], needs: forTests, strict: false },
  bench: { script: 'bench.ts', args: [], needs: ['synapse', 'inspircd', 'prosody', 'heisenbridge'], strict: true },
  check: { script: 'check.ts', args: [], needs: [], strict: false },
  setup: { script: undefined, args: [], needs: Object.keys(servers), strict: true },
}
