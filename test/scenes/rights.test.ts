import assert from 'node:assert/strict'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'

const queues = ['guests', 'pests', 'aliases', 'files']
const setUp = [
  ...queues.map((queue) => `queue add ${queue}`),
  ...queues.map((queue) => `rule add ${queue} when text.contains("${queue}") then queue ${queue}`),
  'rule default queue guests',
]
const contact = 'hotline' as const
const config = { bridge: { display_names: 'agent' } }

describe('who may do what', () => {
  const { scene } = stage({ setUp, config })

  scene('[F14] strangers in Matrix are not answered, and whoever is no agent is not made ready', async (world) => {
    const client = await world.client('mallory')
    const direct = await client.startDirectChat(world.bot)
    await waitFor('a line about it in the log', () => world.switchboard.output.includes('@mallory:switchboard.test'))
    await client.says(direct, 'ready')
    const mira = await world.agent('mira', 'queues guests')
    assert.match(await mira.asks('agent list'), /Mira/)
    assert.ok(!client.messages(direct).some(({ sender }) => sender === world.bot))
    assert.ok(!(await world.admin('agent list')).includes('mallory'))
  })

  scene('[F14] agents may not change the rules; refused commands are said, logged and kept', async (world) => {
    const tom = await world.readyAgent('tom', 'queues files')
    assert.match(await tom.asks('rule publish "mine"'), /admin/i)
    assert.match(await tom.asks('agent add @tom:switchboard.test capacity 99'), /admin/i)
    assert.match(await tom.asks('health'), /supervisor/i)
    assert.match(await world.admin('agent show tom'), /3/)
    const kept = await world.rows<{ command: string; outcome: string }>(
      'SELECT command, outcome FROM audit WHERE who = $1 ORDER BY id',
      [tom.userId],
    )
    assert.deepEqual(
      kept.map(({ command }) => command),
      ['rule publish "mine"', 'agent add @tom:switchboard.test capacity 99', 'health'],
    )
    for (const { outcome } of kept) assert.match(outcome, /^refused: /)
    const refused = /a command was refused\n +sender: "(.*)"\n +room: ".*"\n +command: "(.*)"/g
    const logged = [...world.switchboard.output.matchAll(refused)].map(([, sender, command]) => [sender, command])
    assert.deepEqual(
      logged,
      ['rule publish', 'agent add', 'health'].map((command) => [tom.userId, command]),
    )
  })

  scene('[I6] who is in the room without being an agent is not heard by the customer', async (world) => {
    const ida = await world.readyAgent('ida', 'queues guests')
    const anna = await world.customer('anna', { contact })
    const talk = await ida.meets(anna, 'about guests')
    const client = await world.client('eve')
    await world.inviteByServer(talk.room, client.userId)
    const { room } = await client.invited()
    await client.join(room)
    await client.says(room, 'psst, give me your password')
    await client.says(room, '!close solved')
    await talk.says('good morning')
    await anna.hears('good morning')
    anna.says('hello')
    await talk.reads('hello')
    assert.ok(!anna.heard().some((line) => /password|closed/.test(line)))
  })

  scene('who is blocked gets one polite sentence and no room, until unblocked', async (world) => {
    const uma = await world.readyAgent('uma', 'queues pests')
    const ben = await world.customer('ben', { contact })
    const talk = await uma.meets(ben, 'about pests')
    const number = talk.number()
    await talk.says('!block sends advertising')
    await talk.isTold(/block/i)
    await ben.hears('closed')
    ben.says('about pests again')
    await ben.hears('We do not take messages from you here.')
    assert.match(await uma.asks(`unblock ${number}`), /again/)
    ben.says('about pests, sorry')
    const second = await uma.accepts(await uma.isOffered('ben'))
    await second.reads('about pests, sorry')
    assert.ok(!second.customerLines().includes('about pests again'))
  })

  scene('[P2] [I6] an agent is "an agent" to customers, if the organisation wants it so', async (world) => {
    const karl = await world.readyAgent('karl', 'queues aliases')
    const carl = await world.customer('carl', { contact })
    const talk = await karl.meets(carl, 'about aliases')
    await talk.says('hello there')
    assert.equal(await carl.hears('hello there'), '[agent] hello there')
    await talk.says(`ask ${karl.userId} again`)
    assert.equal(await carl.hears('ask'), '[agent] ask a colleague again')
    await talk.emotes('nods')
    await carl.hears('nods')
    const said = await talk.says('a')
    await talk.edits(said, 'b')
    await carl.hears('* b')
    await karl.client.redacts(talk.room, said)
    await carl.hears('took')
    const url = await karl.client.uploads('plan.png', 'image/png', Buffer.from('x'))
    await talk.sends({ msgtype: 'm.image', body: 'plan.png', url })
    await carl.hears('plan.png')
    await talk.says('!hold')
    await carl.hears('aside')
    await talk.says('!resume')
    await carl.hears('back')
    await talk.says('!close solved bye')
    await carl.hears('closed')
    const traces = carl.heard().filter((line) => /karl/i.test(line))
    assert.deepEqual(traces, [])
  })

  scene('an encrypted chat with the bot is answered in clear text, in a room where it can read', async (world) => {
    const client = await world.client('lena')
    await world.admin(`agent add ${client.userId} queues guests`)
    const encrypted = await client.startEncryptedChat(world.bot)
    await client.waitFor('the bot', () => client.members(encrypted).includes(world.bot))
    await client.sends(encrypted, 'm.room.encrypted', {
      algorithm: 'm.megolm.v1.aes-sha2',
      ciphertext: 'AwgAEnACgAkLmt6qF84IK',
      device_id: 'DEVICE',
      sender_key: 'key',
      session_id: 'session',
    })
    await client.sees(encrypted, 'I cannot read encrypted messages.')
    const { room } = await client.invited(({ room: other }) => other !== encrypted)
    await client.join(room)
    await client.says(room, 'ready')
    await client.sees(room, 'You are ready')
  })
})
