/**
 * The text without those of `signs` that stand at its end. A pattern such as `/[.,]+$/` begins anew at each of them: a
 * text with many in its middle would hold up everybody for seconds.
 */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length
  while (end > 0 && signs.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
