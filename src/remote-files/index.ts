export { createRemoteFiles } from './remote-files.ts'
