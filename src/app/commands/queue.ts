import type { QueueSettings } from '../../core/commands/command.ts'
import type { QueueName } from '../../core/ids.ts'
import { queueGroups } from '../../core/presence/queue-groups.ts'
import { noSuchQueue } from '../../core/routing/result-text.ts'
import type { Queue, RuleSet } from '../../core/routing/rule-set.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { CarryOutNamed } from './asked.ts'
import { changeDraft, changed, refused } from './draft.ts'

export const addQueue: CarryOutNamed<'queue add'> = async (asked, { queue: name, settings }) => {
  const { offerTimeoutMs, wrapUpMs } = asked.app.settings
  const added = withSettings({ name, title: name, strategy: 'longest-idle', offerTimeoutMs, wrapUpMs }, settings)
  return changeDraft(asked, {
    change: (rules) =>
      find(rules, name)
        ? refused(`Not added: there is a queue ${name} already. To change it: queue set ${name} …`)
        : unlessAmbiguous({ ...rules, queues: [...rules.queues, added] }, 'added'),
    answer: (rules) => ({ text: `Queue ${describe(find(rules, name) ?? added)} added to the draft.` }),
  })
}

export const setQueue: CarryOutNamed<'queue set'> = async (asked, { queue: name, settings }) =>
  changeDraft(asked, {
    change: (rules) =>
      find(rules, name)
        ? unlessAmbiguous(
            { ...rules, queues: rules.queues.map((one) => (one.name === name ? withSettings(one, settings) : one)) },
            'changed',
          )
        : refused(unknown(rules, name)),
    answer: (rules) => {
      const queue = find(rules, name)
      return { text: `Changed in the draft: queue ${queue ? describe(queue) : name}.` }
    },
  })

/** What rules still lead to it is said, because those who match would wait where nobody looks. */
export const removeQueue: CarryOutNamed<'queue remove'> = async (asked, { queue: name }) =>
  changeDraft(asked, {
    change: (rules) => {
      if (!find(rules, name)) return refused(unknown(rules, name))
      const leading = rulesTo(rules, name)
      if (leading.length > 0)
        return refused(`Not removed: ${leading.join(', ')} still ${leading.length === 1 ? 'leads' : 'lead'} there.`)
      return changed({ ...rules, queues: rules.queues.filter((queue) => queue.name !== name) })
    },
    answer: () => ({ text: `Queue ${name} is out of the draft.` }),
  })

function withSettings({ group: was, ...queue }: Queue, { group = was, ...settings }: QueueSettings): Queue {
  return { ...queue, ...settings, ...(typeof group === 'string' ? { group } : {}) }
}

/** Queues and groups are shown by the same command, so none of them may be called as one of the others. */
function unlessAmbiguous(rules: RuleSet, done: string) {
  const groups = queueGroups(rules.queues)
  const both = rules.queues.find(({ name }) => groups.includes(name))
  return both
    ? refused(`Not ${done}: ${both.name} would be a queue and a group of queues. Take another name.`)
    : changed(rules)
}

function rulesTo({ rules, fallback }: RuleSet, name: QueueName): readonly string[] {
  const leading = rules.flatMap((rule, index) =>
    rule.result.queue === name ? [`rule ${index + 1} "${rule.name}"`] : [],
  )
  return fallback?.queue === name ? [...leading, 'the default'] : leading
}

function find({ queues }: RuleSet, name: QueueName): Queue | undefined {
  return queues.find((queue) => queue.name === name)
}

function unknown({ queues }: RuleSet, name: string): string {
  const { message } = noSuchQueue(
    name,
    queues.map((queue) => queue.name),
  )
  return message.charAt(0).toUpperCase() + message.slice(1)
}

/** The title only where it says more than the name: `billing ("Billing"; an offer waits 60 s, 30 s wrap-up)`. */
export function describe({ name, title, group, offerTimeoutMs, wrapUpMs }: Queue): string {
  const wrapUp = wrapUpMs === 0 ? 'no wrap-up' : `${setDuration(wrapUpMs)} wrap-up`
  const called = title === name ? '' : `"${oneLine(title, 80)}"; `
  const grouped = group === undefined ? '' : `in ${group}; `
  return `${name} (${called}${grouped}an offer waits ${setDuration(offerTimeoutMs)}, ${wrapUp})`
}

/** Exactly as it was set. */
function setDuration(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`
}
