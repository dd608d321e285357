export function readVersion(_raw: string): { application?: string; version?: string; os?: string } {
  return {}
}
export function guessFromRealName(_realName: string): string | undefined {
  return undefined
}
