import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { featuresOf } from '../../src/networks/index.ts'
import type { NetworkFeatures } from '../../src/ports/network.ts'
import { sizeText } from '../../src/util/size-text.ts'
import { type Ability, abilities, type NetworkType, titles } from '../networks-doc/words.ts'

// Writes docs/networks.md from what the connectors declare; with --check says whether it is up to date.
const name = 'docs/networks.md'
const path = fileURLToPath(new URL(`../../${name}`, import.meta.url))

const columns: Readonly<Record<NetworkType, NetworkFeatures>> = featuresOf
const types = Object.keys(columns) as NetworkType[]

const introduction = `# What each network carries

<!-- Generated from what the connectors declare by scripts/generate/networks-doc.ts. -->

**native**: as people on that network know it. Otherwise what stands in its place; **absent**: nothing of it is seen. How
each of them is set up and what else it does: ${types.map((type) => link(type)).join(', ')}.
`

function document(): string {
  const head = ['', ...types.map((type) => link(type))]
  const rows = (Object.keys(abilities) as Ability[]).map((ability) => [
    abilities[ability].does,
    ...types.map((type) => cell(ability, columns[type])),
  ])
  const longest = ['longest message in one piece', ...types.map((type) => sizeText(columns[type].maxBytes))]
  return [introduction, row(head), row(head.map(() => '---')), ...[...rows, longest].map(row), ''].join('\n')
}

function cell(ability: Ability, features: NetworkFeatures): string {
  const support = features[ability]
  return support === 'degraded' ? abilities[ability].degraded : `**${support}**`
}

function link(type: NetworkType): string {
  return `[${titles[type]}](networks/${type}.md)`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
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
  console.error(`${name} is not up to date. Run: node scripts/generate/networks-doc.ts`)
  process.exitCode = 1
}
