const longest = 80

/**
 * A file's name as it may stand in a link and be saved: no folders, no control or direction characters, nothing hidden,
 * at most 80 characters with the ending kept. Cleaning twice changes nothing.
 */
export function cleanFileName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const plain = [...last.replace(/[\p{C}\p{Zl}\p{Zp}"*:<>?|]/gu, '').replace(/^[.\s]+|[.\s]+$/g, '')]
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(plain.join(''))?.[0] ?? ''
  const kept =
    plain.length <= longest
      ? plain.join('')
      : plain
          .slice(0, longest - ending.length)
          .join('')
          .trim() + ending
  return kept === '' ? 'file' : kept
}
