/** Moments at which a sudden death is most likely to lose or to double something. */
export const killPoints = [
  // Something has come from a network, and nothing here says so yet.
  'before-submit',
  // What has come is committed, and its sender does not know.
  'after-submit',
  // A decision is made, and nothing of it is committed.
  'before-commit',
  // A decision is committed, and nothing of it has been carried out.
  'after-commit',
  // The homeserver has answered the call named, and nothing here says so yet.
  'ghost-registration',
  'device',
  'room-creation',
  'invite',
  'kick',
  'join',
  'upload',
  'send',
  // A line has been handed to a network, and nothing here says so yet.
  'network-send',
] as const

export type KillPoint = (typeof killPoints)[number]

const variable = 'SWITCHBOARD_KILL_AT'

const doomed = parse(process.env[variable])

/**
 * Ends this process at once (SIGKILL: no handler runs, nothing is flushed) if the environment says so:
 * `SWITCHBOARD_KILL_AT=invite` the first time, `invite:3` the third time the point is passed, `network-send@libera:3` the
 * third time on that network. It exists for the crash suite, which restarts the program afterwards and compares the
 * transcript; without the variable it does nothing.
 */
export function killPoint(name: KillPoint, network?: string): void {
  if (doomed === undefined || doomed.name !== name) return
  if (doomed.network !== undefined && doomed.network !== network) return
  doomed.passes -= 1
  if (doomed.passes === 0) process.kill(process.pid, 'SIGKILL')
}

interface Doom {
  readonly name: KillPoint
  readonly network: string | undefined
  passes: number
}

function parse(value: string | undefined): Doom | undefined {
  if (value === undefined || value === '') return undefined
  const [place = '', count = '1'] = value.split(':')
  const [written, network] = place.split('@')
  const name = killPoints.find((point) => point === written)
  const passes = Number(count)
  if (name !== undefined && Number.isInteger(passes) && passes > 0) return { name, network, passes }
  throw new Error(
    `${variable}=${value}: wanted is one of ${killPoints.join(', ')}, or such as invite:3 or network-send@libera:3`,
  )
}
