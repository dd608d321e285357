export { type RunningBridge, startBridge } from './bridge.ts'
export { createMatrix } from './create-matrix.ts'
export { incoming } from './incoming.ts'
export type { MatrixSettings } from './settings.ts'
