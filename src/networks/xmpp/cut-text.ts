/** Cuts a text into pieces of at most so many bytes, at a line end, else at a space, never inside a character. */
export function cutText(text: string, longest: number): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > longest) {
    const fitting = fittingStart(rest, longest)
    const border = Math.max(fitting.lastIndexOf('\n'), fitting.lastIndexOf(' '))
    const lineEnd = fitting.lastIndexOf('\n')
    const end = lineEnd > fitting.length / 2 ? lineEnd : border > fitting.length / 2 ? border : fitting.length
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).replace(/^[\n ]/, '')
  }
  return rest === '' ? pieces : [...pieces, rest]
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** A cluster longer than this is no letter of any language. */
const longestCluster = 64

function fittingStart(text: string, longest: number): string {
  const rough = Buffer.from(text)
    .subarray(0, longest)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  const last = [
    ...clusters.segment(text.slice(Math.max(0, rough.length - longestCluster), rough.length + longestCluster)),
  ]
  const offset = Math.max(0, rough.length - longestCluster)
  const cut = last.find(({ index, segment }) => offset + index + segment.length > rough.length)
  const start = cut ? offset + cut.index : rough.length
  return text.slice(0, start > 0 && start > rough.length - longestCluster ? start : rough.length)
}
