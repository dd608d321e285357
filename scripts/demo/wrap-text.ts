/**
 * Breaks text into lines of at most `width` characters, at blanks where it can. Line breaks of the text stay; what is
 * broken off goes below the beginning of its line, so that lists and tables can still be read.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
}

function wrapLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line.trimEnd()]
  const indent = hangingIndent(line, width)
  const lines: string[] = []
  let rest = line
  while (rest.length > width) {
    const end = breakAt(rest, width, lines.length === 0 ? 1 : indent + 1)
    lines.push(rest.slice(0, end).trimEnd())
    rest = ' '.repeat(indent) + rest.slice(end).trimStart()
  }
  return [...lines, rest.trimEnd()]
}

/** Below the second column of a table row ("name   text"), else below the first word. */
function hangingIndent(line: string, width: number): number {
  const column = /^ *\S+(?: \S+)? {2,}(?=\S)/.exec(line)?.[0].length ?? 0
  const begin = line.length - line.trimStart().length
  return column > 0 && column <= width / 2 ? column : Math.min(begin, Math.floor(width / 2))
}

function breakAt(line: string, width: number, from: number): number {
  const blank = line.lastIndexOf(' ', width)
  return blank >= from ? blank : width
}
