/** What must not be looked into: strings (three quotes or one, raw or not) and comments; then words with what stands before. */
const tokens =
  /(?<skipped>[rR]?[bB]?[rR]?(?:"""|''')|[rR]?[bB]?[rR]?["']|\/\/[^\n]*)|(?<member>\.\s*\w+)|(?<word>[A-Za-z_]\w*)/g

const operators: Readonly<Record<string, string>> = { and: '&& ', or: '||', not: '!  ' }

/**
 * The condition with `and`, `or` and `not` (in any case) as the operators they stand for. Each takes the same number of
 * characters as before, so every position stays; what stands in strings, comments and after a dot stays as it is.
 */
export function withOperators(condition: string): string {
  let result = ''
  let done = 0
  tokens.lastIndex = 0
  for (let match = tokens.exec(condition); match; match = tokens.exec(condition)) {
    const { skipped, word } = match.groups ?? {}
    if (skipped !== undefined && !skipped.startsWith('/'))
      tokens.lastIndex = endOfString(condition, match.index, skipped)
    const operator = word === undefined ? undefined : operatorFor(word)
    if (operator === undefined) continue
    result += condition.slice(done, match.index) + operator
    done = match.index + operator.length
  }
  return result + condition.slice(done)
}

function operatorFor(word: string): string | undefined {
  const lower = word.toLowerCase()
  return Object.hasOwn(operators, lower) ? operators[lower] : undefined
}

/** Where the string ends that opens at `start` with `opening`; a backslash takes the next character with it, as in CEL. */
export function endOfString(source: string, start: number, opening: string): number {
  const quote = opening.replace(/^[rRbB]+/, '')
  for (let index = start + opening.length; index < source.length; index += 1) {
    if (source[index] === '\\') index += 1
    else if (source.startsWith(quote, index)) return index + quote.length
  }
  return source.length
}
