import { isDeepStrictEqual } from 'node:util'
import { type Problem, writePath } from './problem.ts'
import type { Where } from './problems-of.ts'
import { configSchema } from './schema.ts'
import { places } from './schema-walk.ts'
import { samplePermissions } from './sections/bridge.ts'

/** The values of the sample file that were never replaced. */
export function placeholdersIn(value: unknown, where: Where): readonly Problem[] {
  return [...places(configSchema, value)].flatMap((place) => {
    const remedy = place.about?.replaceBy
    if (remedy === undefined) return []
    const leftovers = place.path.join('.') === 'bridge.permissions' ? samplePeople(place.value) : undefined
    const paths = leftovers ? leftovers.map((name) => [...place.path, name]) : [place.path]
    const isLeft = leftovers ? leftovers.length > 0 : isDeepStrictEqual(place.value, place.about?.sample)
    if (!isLeft) return []
    return paths.map((path) => ({
      where: where(path),
      path: writePath(path),
      text: `is still the sample value; ${remedy}`,
      kind: 'placeholder' as const,
    }))
  })
}

/** Permissions of the sample's people would go to whoever owns those names. */
function samplePeople(permissions: unknown): readonly string[] {
  if (typeof permissions !== 'object' || permissions === null) return []
  return Object.keys(permissions).filter((name) => name !== '*' && Object.hasOwn(samplePermissions, name))
}
