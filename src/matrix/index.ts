export { type BridgeController, type BridgeSettings, type RunningBridge, startBridge } from './bridge.ts'
export { createMatrix } from './create-matrix.ts'
export { incoming } from './incoming.ts'
export type { MatrixDeps, MatrixSettings } from './settings.ts'
