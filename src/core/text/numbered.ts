/** Choices as people answer them where there are no buttons: `1 billing  2 technical`. */
export function numbered(choices: readonly string[]): string {
  return choices.map((choice, index) => `${index + 1} ${choice}`).join('  ')
}
