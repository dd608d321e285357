import { ComponentStream } from './component-stream.ts'
import type { XmppSettings } from './settings.ts'

const patienceMs = 10_000
const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What a look at the server showed: that it takes our secret, and whether our domain is connected already. Rejects with the reason when it does not. */
export function lookAtXmppServer(settings: XmppSettings): Promise<{ readonly isConnected: boolean }> {
  const deps = { log: silent, clock: { now: Date.now }, random: Math.random }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${patienceMs / 1000} s`))
      stream.close('looked')
    }, patienceMs)
    const stream = new ComponentStream(settings, deps, {
      ready() {
        resolve({ isConnected: false })
        stream.close('looked')
      },
      stanza() {},
      idle() {},
      ended({ reason, condition, refusal }) {
        clearTimeout(timer)
        // Servers look at the secret first, so this one knows us.
        if (condition === 'conflict') resolve({ isConnected: true })
        else reject(new Error(refusal ? refusal.text.replace(/\.$/, '') : reason))
      },
    })
  })
}
