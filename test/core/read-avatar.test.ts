import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAvatar } from '../../src/main/read-avatar.ts'
import { StartFailure } from '../../src/main/start-failure.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const png = Buffer.from('89504e470d0a1a0a00', 'hex')

describe('the picture of a contact', () => {
  const folder = temporaryFolder('avatar')
  const file = (name: string, data: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, data)
    return path
  }

  it('is PNG or JPEG by what it holds, whatever it is called', () => {
    assert.deepEqual(readAvatar(file('a.gif', png)), { type: 'image/png', data: png })
    assert.equal(readAvatar(file('b', Buffer.from('ffd8ffe0', 'hex'))).type, 'image/jpeg')
  })

  it('is refused with a sentence where it cannot be used', () => {
    const large = Buffer.concat([png, Buffer.alloc(64 * 1024)])
    for (const [path, why] of [
      [join(folder, 'none.png'), /there is no such file/],
      [folder, /it is a folder/],
      [file('c.png', Buffer.from('<svg>')), /neither PNG nor JPEG/],
      [file('d.png', large), /65 kB, at most 64/],
    ] as const) {
      const isTold = (error: unknown) =>
        error instanceof StartFailure && error.exitCode === 11 && why.test(error.message) && error.message.endsWith('.')
      assert.throws(() => readAvatar(path), isTold)
    }
  })
})
