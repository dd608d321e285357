import { editDistance } from './edit-distance.ts'

const longestWordCompared = 64

/**
 * The known word that `word` is most likely a mistyping of, or undefined when none is near: one slip in up to five
 * letters, one more for every three letters after that; or only one known word begins with it or begins it (three letters
 * or more). Case does not count; of equally near words the first wins.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, longestWordCompared)
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate
      bestDistance = distance
    }
  }
  return best ?? onlyOneBeginningWith(wanted, known)
}

function onlyOneBeginningWith(start: string, known: readonly string[]): string | undefined {
  const found = known.filter((candidate) => {
    const other = candidate.toLowerCase()
    return Math.min(start.length, other.length) >= 3 && (other.startsWith(start) || start.startsWith(other))
  })
  return found.length === 1 ? found[0] : undefined
}
