/** What a person can do with their program, by the names that rules, agents' entries and people use. `longtext`: reading and writing more than a screenful. */
export const features = [
  ...(['files', 'edits', 'replies', 'reactions', 'formatting', 'typing', 'threads', 'longtext'] as const),
]
export type Feature = (typeof features)[number]
