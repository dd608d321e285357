/** What adds to something and must never hold it up: undefined where it cannot be had, or not within so many ms. */
export async function niceToHave<T>(wanted: Promise<T>, patienceMs: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), patienceMs)
  const found = await Promise.race([wanted.catch(() => undefined), late])
  clearTimeout(timer)
  return found
}
