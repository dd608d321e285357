import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogue, commandNames, sections } from '../../src/core/commands/catalogue.ts'
import type { CommandName } from '../../src/core/commands/command.ts'
import type { Place, Section } from '../../src/core/commands/command-row.ts'
import { closingCodes } from '../../src/core/text/closing-code.ts'

// Writes docs/commands.md from the catalogue; with --check says whether it is up to date.
const name = 'docs/commands.md'
const path = fileURLToPath(new URL(`../../${name}`, import.meta.url))

const placeWords: Readonly<Record<Place, string>> = {
  dm: 'direct chat',
  'admin-room': 'admin room',
  conversation: 'conversation',
}

const introduction = `# Commands

<!-- Generated from the catalogue by scripts/generate/commands-doc.ts. -->

In a direct chat with the bot and in the admin room the bare word is enough: \`ready\`, \`queue list\`. In the room of a
conversation a command begins with \`!\`, or with the configured prefix: \`!close solved\`, \`!sb close solved\`.
With the \`!\` it works everywhere.

Admins also talk to each other in their room. There a line without \`!\` counts when the name of the command is written out
in full and what follows fits it; a line that is nearly such a command is answered with what was probably meant, and
everything else is left alone. The other spellings below that are one word need their \`!\` there. What works in a
conversation's room only is answered with that, there and in a direct chat: \`close 2 solved\`.

In the room of a conversation everything else goes to the customer. Nothing that begins with \`!\` does, whether it is a
command or not; to send a line that really begins with \`!\`, begin it with \`!!\`. An edit, an emote or a caption is never a
command, and a message with a command in a later line is held back as a whole.

\`<required>\`, \`[optional]\`. Names with spaces stand in quotation marks of any kind. \`help\` shows what you may use where you
are; \`help <command>\` explains one.
`

function document(): string {
  return [introduction, ...sections.map(sectionText), codesText()].join('\n')
}

function sectionText(section: Section): string {
  const names = commandNames.filter((command) => catalogue[command].section === section)
  return [`## ${section}`, '', ...names.map(commandText)].join('\n')
}

function commandText(command: CommandName): string {
  const { usage, help, more = [], examples, aliases, level, places } = catalogue[command]
  const where = places.map((place) => placeWords[place]).join(', ')
  const who = level === 'none' ? 'everybody' : `${level}s`
  const also = aliases.length > 0 ? ` Also ${aliases.map((alias) => `\`${alias}\``).join(', ')}.` : ''
  const lines = [help, ...more].map((line) => `${line.charAt(0).toUpperCase()}${line.slice(1)}.`.replaceAll('<', '\\<'))
  return [
    `### \`${usage}\``,
    '',
    lines.join(' '),
    `For ${who}; ${where}.${also}`,
    '',
    '```',
    ...examples,
    '```',
    '',
  ].join('\n')
}

function codesText(): string {
  const rows = Object.entries(closingCodes).map(([code, { meaning, ...rest }]) => {
    const told = 'told' in rest ? 'yes' : 'no'
    return `| \`${code}\` | ${meaning} | ${told} |`
  })
  return ['## Closing codes', '', '| code | meaning | the customer is told |', '| --- | --- | --- |', ...rows, ''].join(
    '\n',
  )
}

function read(): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

if (!process.argv.includes('--check')) writeFileSync(path, document())
else if (read() !== document()) {
  console.error(`${name} is not up to date. Run: node scripts/generate/commands-doc.ts`)
  process.exitCode = 1
}
