import type { Message } from '../../core/message/message.ts'

/** Lines whose columns line up. */
export function preformatted(text: string): Message {
  return { kind: 'notice', text, rich: [{ type: 'block', block: 'preformatted', children: [{ type: 'text', text }] }] }
}
