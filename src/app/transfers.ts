/** Files under way. They may be slow, and lanes are few: most of these must stay free for words. */
export interface Transfers {
  /** Takes a place; what it answers gives it back. Undefined: all places are taken. */
  begin(): (() => void) | undefined
}

const most = 6

export function createTransfers(): Transfers {
  let running = 0
  return {
    begin() {
      if (running >= most) return undefined
      running += 1
      return () => {
        running -= 1
      }
    },
  }
}
