import type { ConditionProblem } from './condition-problem.ts'

/** What we use of the engine's errors. */
export interface EngineError {
  readonly code: string
  readonly summary: string
  readonly range?: { readonly start: number; readonly end: number } | undefined
}

const tokenNames: Readonly<Record<string, string>> = {
  ...{ EOF: 'the end', LPAREN: '(', RPAREN: ')', LBRACKET: '[', RBRACKET: ']', LBRACE: '{', RBRACE: '}' },
  ...{ DOT: '.', COMMA: ',', COLON: ':', QUESTION: '?', AND: 'and', OR: 'or', NOT: 'not', EQ: '==', NE: '!=' },
  ...{ LT: '<', LE: '<=', GT: '>', GE: '>=', PLUS: '+', MINUS: '-', MULTIPLY: '*', DIVIDE: '/', MODULO: '%' },
  ...{ IN: 'in', IDENTIFIER: 'a name', NUMBER: 'a number', STRING: 'a text', BOOLEAN: 'true or false', NULL: 'null' },
}

const typeNames: Readonly<Record<string, string>> = {
  ...{ string: 'a text', int: 'a whole number', double: 'a number', bool: 'true or false' },
  ...{ 'map<string, string>': 'all answers', 'list<string>': 'a list of texts' },
}

/** The engine's error as a sentence for the people who write rules. */
export function problemOf(error: EngineError, source: string): ConditionProblem {
  const start = Math.min(error.range?.start ?? 0, source.length)
  const end = Math.max(error.range?.end ?? source.length, start)
  return { message: `${sentenceOf(error, source.slice(start, end))}.`, start, end: Math.min(end, source.length) }
}

function sentenceOf({ code, summary }: EngineError, part: string): string {
  switch (code) {
    case 'unexpected_token':
      return part === '' ? 'something is missing at the end' : `"${part}" cannot stand here`
    case 'unexpected_character':
      return hintFor(summary, part)
    case 'expected_token':
      return summary.replace(/^Expected (\w+), got (\w+)$/, (_all, wanted: string, got: string) => {
        return `here should be ${tokenNames[wanted] ?? wanted}, but there is ${tokenNames[got] ?? got}`
      })
    case 'limit_exceeded':
      return 'the condition is too long or too deeply nested'
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return 'the text that begins here has no closing quote'
    case 'cannot_index_type':
      return 'what stands before the dot has no fields'
    case 'no_such_overload':
      return overload(summary, part)
    case 'invalid_logical_operand':
      return 'and, or and not join what is true or false, and one side is something else'
    case 'no_matching_overload':
      return summary.replace(
        /^found no matching overload for '(.*)'$/,
        '$1 does not exist; check what stands in the brackets',
      )
    default:
      return lowerFirst(summary)
  }
}

function hintFor(summary: string, part: string): string {
  if (part === '=') return 'to compare, write =='
  if (part === '&' || part === '|') return `write ${part}${part}, or the words and and or`
  if (/[\u2018-\u201f]/.test(part)) return 'write straight quotes: "like this"'
  return part === '' ? lowerFirst(summary) : `"${part}" cannot stand here; tests are joined by and, or`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function insteadOf(part: string): string {
  return /\bapp\.version\b/.test(part) ? '; numbers to compare are app.major and app.minor' : ''
}

function overload(summary: string, part: string): string {
  const binary = /^no such overload: (.+) (==|!=|<=?|>=?|in|[-+*/%]) (.+)$/.exec(summary)
  if (binary)
    return `"${binary[2]}" does not go between ${nameOf(binary[1])} and ${nameOf(binary[3])}${insteadOf(part)}`
  return 'not needs something true or false and this is something else; put what it covers in brackets: not (…)'
}

function nameOf(type: string | undefined): string {
  return typeNames[type ?? ''] ?? `what is called ${type?.toLowerCase()}`
}
