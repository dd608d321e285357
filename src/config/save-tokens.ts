import { isMap, isScalar, parseDocument } from 'yaml'
import type { Tokens } from './registration.ts'

/** The text of a configuration with new tokens. Everything else stays as it was, comments and layout included. */
export function saveTokens(text: string, tokens: Tokens): string {
  const withFirst = replaceScalar(text, ['appservice', 'as_token'], tokens.asToken)
  return replaceScalar(withFirst, ['appservice', 'hs_token'], tokens.hsToken)
}

function replaceScalar(text: string, path: readonly string[], value: string): string {
  const document = parseDocument(text)
  const node = document.getIn(path, true)
  const isInPlace = isScalar(node) && node.range && node.range[1] > node.range[0]
  if (isInPlace && node.range) return text.slice(0, node.range[0]) + value + text.slice(node.range[1])
  const [section = ''] = path
  if (!isMap(document.get(section, true))) document.set(section, document.createNode({}))
  document.setIn(path, value)
  return document.toString({ lineWidth: 0 })
}
