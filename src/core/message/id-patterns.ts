/** How Matrix ids and links to them are recognised in what people write. */
export interface IdPatterns {
  /** All that may hold one: groups `label` and `target` of a Markdown link, `url`, `person`, `alias`. */
  readonly any: RegExp
  /** A person within a link: groups `local` and `server`, or `uriLocal` and `uriServer`. */
  readonly person: RegExp
  /** The address of a room within a link: group `alias` or `uriAlias`. */
  readonly alias: RegExp
  /** A link that only works among us. */
  readonly inside: RegExp
}

const at = '(?:@|%40){1,8}'
const colon = '(?::|%3a)'
const local = String.raw`[^\s:@#%<>()[\]"',;!?]{1,255}`
const roomName = local.replace('[^', '[^/')
const url = String.raw`(?:(?:https?:\/\/)?(?:www\.)?matrix\.to\/|https?:\/\/|mxc:\/\/|matrix:(?:\/\/|(?:u|user|r|room|roomid|e|event)\/))[^\s<>()[\]"']*`
const opaque = String.raw`[\w+/-]{43}(?![\w+/-])`

/**
 * `servers`: those of ours, whose names may be without a dot. All others need one or are an address, so that "@bob:please"
 * stays what it is.
 */
export function idPatterns(servers: readonly string[]): IdPatterns {
  const own = ['localhost', ...servers].map((name) => name.replace(/[^a-z0-9]/gi, String.raw`\$&`)).join('|')
  const foreign = String.raw`\[[0-9a-f:.]{2,45}\]|(?:\d{1,3}\.){3}\d{1,3}|(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*`
  const host = (names: string) => String.raw`(?:${names})(?::\d{1,5})?(?![a-z0-9-])`
  const server = host(`${foreign}|${own}`)
  // Within a word only what is no "me@host.example:file".
  const person = `(?:(?<![a-z0-9_])${at}${local}|${at}${local.replace('[^', '[^.')})${colon}${server}|${at}${local}${colon}${host(own)}`
  const alias = `(?:#|%23)(?<alias>${roomName})${colon}${server}`
  const place = String.raw`[!$](?:${opaque}|[\w.~=+/-]{8,255}${colon}${server})`
  return {
    any: new RegExp(
      String.raw`\[(?<label>[^[\]\n]{0,300})\]\(<?(?<target>${url})>?\)|(?<url>${url})|(?<person>${person})|(?<!\w)${alias}|(?<place>(?<!\w)${place})`,
      'gi',
    ),
    person: new RegExp(
      String.raw`${at}(?<local>${local})${colon}(?<server>${server})|^matrix:(?:u|user)\/(?<uriLocal>${local})${colon}(?<uriServer>${server})`,
      'i',
    ),
    alias: new RegExp(String.raw`${alias}|^matrix:(?:r|room)\/(?<uriAlias>${roomName})${colon}${server}`, 'i'),
    inside: new RegExp(
      String.raw`^(?:(?:https?:\/\/)?(?:www\.)?matrix\.to\/|matrix:|mxc:)|#\/(?:room|user)\/|${person}|(?<!\w)${place}`,
      'i',
    ),
  }
}
