import { showDeprecationsAgain } from './hide-deprecations.ts'
// The order matters: without the shim the SDK cannot be loaded where its native module is missing.
import './native-crypto-shim.ts'

export { LogService } from '@vector-im/matrix-bot-sdk'
export { AppServiceRegistration, Bridge, MembershipCache } from 'matrix-appservice-bridge'

showDeprecationsAgain()
