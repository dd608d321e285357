import type { XmppSettings } from '../../src/networks/xmpp/index.ts'
import { startProsody } from '../servers/prosody.ts'
import type { XmppServer } from '../servers/xmpp-server.ts'
import { RecordingInbox } from './recording-inbox.ts'
import { startXmppRig, type XmppRig } from './xmpp-rig.ts'

interface XmppStand {
  readonly server: XmppServer
  readonly rig: XmppRig
  /** Ends our network and begins it anew, with what differs. */
  again(settings?: Partial<XmppSettings>, inbox?: RecordingInbox): Promise<XmppRig>
}

/** Prosody for all tests of a suite, and our network on it for each. */
export function useXmpp(settings: Partial<XmppSettings> = {}): XmppStand {
  let server: XmppServer
  let rig: XmppRig
  before(async () => {
    server = await startProsody()
  })
  after(() => server.stop())
  beforeEach(async () => {
    rig = await startXmppRig(server, settings)
  })
  afterEach(() => rig[Symbol.asyncDispose]())
  return {
    get server() {
      return server
    },
    get rig() {
      return rig
    },
    async again(more = {}, inbox = new RecordingInbox()) {
      await rig[Symbol.asyncDispose]()
      rig = await startXmppRig(server, { ...settings, ...more }, inbox)
      return rig
    },
  }
}
