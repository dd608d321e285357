import { pause } from '../jobs/pause.ts'
import { untilAborted } from './until-aborted.ts'

interface Closable {
  close(): Promise<void>
}

/**
 * What was opened; undefined if a stop was asked for first. Then it is closed as soon as it is open, or left as it is
 * after `patienceMs`: some openings never end.
 */
export async function openUnlessStopped<T extends Closable>(
  opening: Promise<T>,
  stop: AbortSignal,
  patienceMs: number,
): Promise<T | undefined> {
  await Promise.race([untilAborted(stop), opening])
  if (!stop.aborted) return opening
  const closed = opening.then(
    (opened) => opened.close(),
    () => undefined,
  )
  const patience = new AbortController()
  await Promise.race([closed, pause(patienceMs, patience.signal)])
  patience.abort()
  return undefined
}
