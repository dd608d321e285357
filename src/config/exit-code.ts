/** What the program's exit codes mean; 10 to 14 as in mautrix bridges. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  noUpdateForbids: 5,
  configUnreadable: 10,
  configInvalid: 11,
  log: 12,
  database: 14,
  placeholder: 20,
  notSaved: 21,
  homeserverRefuses: 30,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
