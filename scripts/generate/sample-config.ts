import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sampleConfig } from '../../src/config/sample-config.ts'
import { sampleRegistrationFile } from '../../src/config/sample-registration.ts'

// Writes the two sample files from the schema; with --check says which of them is not up to date.
const root = new URL('../../', import.meta.url)
const files = [
  ['bridge-config/config.yaml', sampleConfig()],
  ['registration.yaml', sampleRegistrationFile()],
] as const

for (const [name, wanted] of files) {
  const path = fileURLToPath(new URL(name, root))
  if (!process.argv.includes('--check')) writeFileSync(path, wanted)
  else if (read(path) !== wanted) {
    console.error(`${name} is not up to date. Run: node scripts/generate/sample-config.ts`)
    process.exitCode = 1
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
