import type { Path } from './schema-walk.ts'

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where it stands: `line 12` of the file, or the environment variable. Empty where nothing stands anywhere. */
  readonly where: string
  /** The key, as `networks[0].port`. Empty for what concerns the file as a whole. */
  readonly path: string
  readonly text: string
  /** `placeholder`: a value of the sample file that was never replaced. */
  readonly kind: 'unreadable' | 'invalid' | 'placeholder'
}

/** A path as people write it: `networks[0].port`, `bridge.permissions["@anna:example.com"]`. */
export function writePath(path: Path): string {
  return path.reduce<string>((written, member) => {
    if (typeof member === 'number') return `${written}[${member}]`
    if (!/^[A-Za-z_][\w-]*$/.test(member)) return `${written}[${JSON.stringify(member)}]`
    return written === '' ? member : `${written}.${member}`
  }, '')
}
