import assert from 'node:assert/strict'
import { mayCarryToken } from '../../src/networks/shared/may-carry-token.ts'

const origins = ['https://files.slack.com', 'https://slack.com']

describe('a token of ours', () => {
  it('goes to the hosts it belongs to', () => {
    for (const url of [
      'https://files.slack.com/files-pri/T1-F1/a.png',
      'https://FILES.slack.com:443/files-pri/T1-F1/a.png?x=https://evil.example',
    ]) {
      assert.ok(mayCarryToken(url, origins), url)
    }
  })

  it('goes nowhere else, whatever the address looks like', () => {
    for (const url of [
      'http://files.slack.com/a',
      'https://files.slack.com:8443/a',
      'https://files.slack.com.evil.example/a',
      'https://files.slack.com@evil.example/a',
      'https://me:secret@files.slack.com/a',
      'https://evil.example/files.slack.com',
      'https://evil.example\\@files.slack.com/a',
      'https://files.slack.com./a',
      'https://xn--flles-slack-com.example/a',
      'https://drive.example.com/external-file',
      '//files.slack.com/a',
      'data:text/plain,https://files.slack.com',
      'blob:https://files.slack.com/a',
      'not an address',
      '',
    ]) {
      assert.ok(!mayCarryToken(url, origins), url)
    }
  })
})
