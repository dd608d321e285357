export { createMatrix } from './create-matrix.ts'
export type { MatrixDeps, MatrixSettings } from './settings.ts'
