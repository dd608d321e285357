import { z } from 'zod'
import { key } from '../about.ts'
import { duration, section, wholeNumber } from '../values.ts'

export const fetchRemoteFiles = key(
  section({
    enabled: key(
      z.boolean().default(false),
      'Whether such files are fetched. It makes this machine ask servers that customers choose. Only public addresses\n' +
        'are asked; see docs/operating.md.',
    ),
    max_bytes: key(
      wholeNumber(1, 2 ** 31).default(20 << 20),
      'The most of one file, and beside it what the homeserver takes (max_upload_size).',
    ),
    timeout: key(duration('30s', '2m'), 'How long one file may take.'),
    max_redirects: key(wholeNumber(0, 10).default(3), 'How often its address may lead to another.'),
  }),
  'Files that customers send as an address (XMPP uploads, external files in Slack) reach agents as links, unless they\n' +
    'are fetched. What lies on the network itself, such as a file in Slack, is always fetched.',
)
