// A dependency of the SDK calls `util._extend` while it is loaded, and Node.js says so on stderr at every start.
const before = process.noDeprecation === true
process.noDeprecation = true

export function showDeprecationsAgain(): void {
  process.noDeprecation = before
}
