import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two secrets are the same, in a time that tells nothing of where they differ nor of their length. */
export function equalSecrets(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted))
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
