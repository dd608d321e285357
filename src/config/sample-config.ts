import { stringify } from 'yaml'
import { z } from 'zod'
import { aboutOf } from './about.ts'
import { configSchema } from './schema.ts'
import { bare, keysOf } from './schema-walk.ts'

const head = `Switchboard: configuration. This sample holds every key with its default; what is left out has that default too.
What must be set: homeserver.address, homeserver.domain, bridge.permissions, networks. Then:
  switchboard -g -c config.yaml -r registration.yaml      makes the registration and puts the tokens in here
  switchboard check-config -c config.yaml                 says what is wrong, with lines
Rules, queues, agents and questions are not here: admins set them by command.`

/** The documented sample: every key with its comment and its default, from the schema. */
export function sampleConfig(): string {
  const sections = Object.entries(keysOf(configSchema) ?? {})
  return [...comment(head), ...sections.flatMap(([name, schema]) => ['', ...keyLines(name, schema)]), ''].join('\n')
}

function keyLines(name: string, schema: z.core.$ZodType): readonly string[] {
  return [...comment(aboutOf(schema)?.says ?? ''), ...valueLines(name, schema)]
}

function valueLines(name: string, schema: z.core.$ZodType): readonly string[] {
  const keys = keysOf(schema)
  const isGroup = keys !== undefined && !(schema instanceof z.ZodDefault)
  if (isGroup) return [`${name}:`, ...groupLines(keys).map(indent)]
  const items = documentedItems(schema)
  if (items.length > 0) return [`${name}:`, ...items.flatMap(itemLines).map(indent)]
  return stringify({ [name]: sampleValue(schema) }, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
}

function groupLines(keys: Readonly<Record<string, z.core.$ZodType>>): readonly string[] {
  return Object.entries(keys).flatMap(([name, schema]) => keyLines(name, schema))
}

/** The keys of each form of a list's items, where those have comments of their own. */
function documentedItems(schema: z.core.$ZodType): readonly Readonly<Record<string, z.core.$ZodType>>[] {
  const list = bare(schema)
  if (!(list instanceof z.ZodArray)) return []
  const forms = list.element instanceof z.ZodDiscriminatedUnion ? list.element.options : [list.element]
  return forms.map((form) => keysOf(form) ?? {}).filter((keys) => Object.values(keys).some(aboutOf))
}

function itemLines(keys: Readonly<Record<string, z.core.$ZodType>>): readonly string[] {
  const lines = groupLines(keys)
  const first = lines.findIndex((line) => !line.startsWith('#'))
  return lines.map((line, index) => {
    if (index < first) return line
    return index === first ? `- ${line}` : indent(line)
  })
}

/** A value as one writes it: before time spans become numbers. */
function sampleValue(schema: z.core.$ZodType): unknown {
  const sample = aboutOf(schema)?.sample
  if (sample !== undefined) return sample
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.def.defaultValue : null
}

function comment(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n').map((line) => `# ${line}`.trimEnd())
}

function indent(line: string): string {
  return `  ${line}`
}
