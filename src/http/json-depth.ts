const quote = 0x22
const backslash = 0x5c

/** Whether a JSON text nests deeper than `limit`. Looks at bytes only, so that depth cannot cost a stack. */
export function isNestedDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (inString) {
      if (byte === backslash) at++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      depth++
      if (depth > limit) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}
