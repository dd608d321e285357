import assert from 'node:assert/strict'
import { stage } from '../support/scenes.ts'

const setUp = [
  'queue add forms',
  'queue add changes',
  'queue add files',
  'queue add secrets',
  'queue add signs',
  'rule add changes when text.contains("changes") then queue changes',
  'rule add files when text.contains("files") then queue files',
  'rule add signs when text.contains("signs") then queue signs',
  'rule add secrets when text.contains("secrets") then queue secrets',
  'rule default queue forms',
]
const contact = 'hotline' as const

describe('what is carried between customer and agent', () => {
  const { scene } = stage({ setUp })

  scene(
    '[I5] [P20] text, notices, emotes, formatting and lines keep their form and order, both ways',
    async (world) => {
      const [mira, anna] = [await world.readyAgent('mira', 'queues forms'), await world.customer('anna', { contact })]
      const talk = await mira.meets(anna, 'about forms')
      anna.emotes('waves')
      anna.irc.send(`NOTICE ${anna.contact} :a notice`)
      anna.says('\x02bold\x02 and \x0304red\x03')
      for (let count = 1; count <= 10; count++) anna.says(`line ${count}`)
      assert.equal((await talk.reads('waves')).content['msgtype'], 'm.emote')
      assert.equal((await talk.reads('a notice')).content['msgtype'], 'm.notice')
      const bold = await talk.reads('bold and red')
      assert.match(String(bold.content['formatted_body']), /<(strong|b)>bold<\/\1>/)
      for (let count = 1; count <= 10; count++) await talk.reads(`line ${count}`)
      await talk.emotes('smiles')
      await talk.notices('by the way')
      await talk.sends({
        msgtype: 'm.text',
        body: 'very **bold**',
        format: 'org.matrix.custom.html',
        formatted_body: 'very <strong>bold</strong>',
      })
      await talk.says('first\nsecond')
      for (let count = 1; count <= 10; count++) await talk.says(`answer ${count}`)
      assert.equal(await anna.hears('smiles'), '* Mira smiles')
      await anna.irc.waitFor(/NOTICE anna :\[Mira\] by the way$/)
      assert.equal(await anna.hears('very'), '[Mira] very \x02bold')
      await anna.hears(/^\[Mira\] first$/)
      await anna.hears(/second$/)
      for (let count = 1; count <= 10; count++) await anna.hears(`[Mira] answer ${count}`)
    },
  )

  scene('[P20] what IRC cannot change is said again, and explained once to each side', async (world) => {
    const [tom, ben] = [await world.readyAgent('tom', 'queues changes'), await world.customer('ben', { contact })]
    const talk = await tom.meets(ben, 'about changes')
    const first = await talk.says('the prise is 10')
    await ben.hears('prise')
    await talk.edits(first, 'the price is 10')
    assert.equal(await ben.hears('price'), '[Tom] * the price is 10')
    await talk.isTold('Quick cannot change what ben has already seen')
    await talk.edits(first, 'the price is 11')
    assert.equal(await ben.hears('price'), '[Tom] * the price is 11')
    const second = await talk.says('my cat is called Mia')
    await ben.hears('Mia')
    await tom.client.redacts(talk.room, second)
    assert.match(await ben.hears('took'), /^Tom took an earlier message back/)
    await talk.isTold('Quick cannot remove')
    ben.says('which cat?')
    const question = await talk.reads('which cat?')
    await talk.sends({
      msgtype: 'm.text',
      body: `> <${question.sender}> which cat?\n\nnone of yours`,
      'm.relates_to': { 'm.in_reply_to': { event_id: question.id } },
    })
    await ben.hears('> which cat?')
    await ben.hears('none of yours')
    ben.says('which dog then?')
    const other = await talk.reads('which dog then?')
    await talk.sends({ msgtype: 'm.text', body: 'no dog', 'm.relates_to': { 'm.in_reply_to': { event_id: other.id } } })
    assert.equal(await ben.hears('which dog then?'), '> which dog then?')
    assert.equal(await ben.hears('no dog'), '[Tom] no dog')
    const explained = talk.transcript().filter((line) => line.includes('Quick cannot change'))
    assert.equal(explained.length, 1)
    assert.ok(!ben.heard().some((line) => line.includes(question.sender)), 'no Matrix id goes out')
  })

  scene('[I6] [P20] what only Matrix has goes as words, without any Matrix id', async (world) => {
    const [eva, emil] = [await world.readyAgent('eva', 'queues signs'), await world.customer('emil', { contact })]
    const talk = await eva.meets(emil, 'about signs')
    const before = emil.heard().length
    emil.says('does it work?')
    const asked = await talk.reads('does it work?')
    const pill = (id: string, name: string) => `<a href="https://matrix.to/#/${id}">${name}</a>`
    const format = 'org.matrix.custom.html'
    const body = `[emil](https://matrix.to/#/${asked.sender}): ask [Bob](https://matrix.to/#/@bob:switchboard.test)`
    const formatted_body = `${pill(asked.sender, 'emil')}: ask ${pill('@bob:switchboard.test', 'Bob')}`
    await talk.sends({ msgtype: 'm.text', body, format, formatted_body })
    await talk.says(`or ${eva.userId} in ${talk.room}`)
    const html = '<p>first</p><ul><li>one</li></ul>'
    await talk.sends({ msgtype: 'm.text', body: 'first\n- one', format, formatted_body: html })
    await talk.sends({ msgtype: 'm.location', body: 'Big Ben', geo_uri: 'geo:51.5008,-0.1247' })
    await talk.isTold('Quick has no maps')
    const question = { 'org.matrix.msc1767.text': 'Which day?' }
    const answers = ['Monday', 'Tuesday'].map((text, id) => ({ id: `${id}`, 'org.matrix.msc1767.text': text }))
    const poll = { 'org.matrix.msc3381.poll.start': { question, answers, max_selections: 1 } }
    await eva.client.sends(talk.room, 'org.matrix.msc3381.poll.start', poll)
    await talk.isTold('Quick has no polls')
    const relation = { rel_type: 'm.annotation', event_id: asked.id, key: '👍' }
    await eva.client.sends(talk.room, 'm.reaction', { 'm.relates_to': relation })
    await talk.isTold('Quick has no reactions')
    for (let turn = 0; turn < 2; turn++) {
      await eva.client.sends(talk.room, 'm.call.invite', {
        call_id: `${turn}`,
        version: 1,
        lifetime: 60_000,
        offer: {},
      })
    }
    await talk.isTold('Quick cannot carry calls')
    await talk.says('the end')
    await emil.hears('the end')
    assert.deepEqual(emil.heard().slice(before), [
      '[Eva] emil: ask Bob',
      '[Eva] or eva in [internal link]',
      '[Eva] first',
      '- one',
      '[Eva] Big Ben (51.5008, -0.1247)',
      '[Eva] Which day?',
      '1 Monday',
      '2 Tuesday',
      'Eva reacted with 👍 to "does it work?".',
      '[Eva] the end',
    ])
    assert.equal(talk.transcript().filter((line) => line.includes('cannot carry calls')).length, 1)
  })

  scene('[I6] a file goes as a signed link, good for this file only', async (world) => {
    const [ida, carl] = [await world.readyAgent('ida', 'queues files'), await world.customer('carl', { contact })]
    const talk = await ida.meets(carl, 'about files')
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])
    const url = await ida.client.uploads('plan b.png', 'image/png', bytes)
    await talk.sends({
      msgtype: 'm.image',
      body: 'plan b.png',
      url,
      info: { mimetype: 'image/png', size: bytes.length },
    })
    const line = await carl.hears('picture')
    assert.match(line, /^\(Ida sent a picture, plan b\.png: http\S+ , valid for 7 days\)$/)
    const link = new URL(/http\S+/.exec(line)?.[0] ?? '')
    assert.equal(link.port, String(world.switchboard.publicPort))
    const answer = await fetch(link)
    assert.equal(answer.status, 200)
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes)
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="plan b\.png"/)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/)
    const token = link.pathname.split('/')[2] ?? ''
    const tampered = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
    const others = [
      link.pathname.replace(token, tampered),
      link.pathname.replace('plan', 'plum'),
      '/',
      '/health',
      '/metrics',
      '/_matrix/app/v1/ping',
      `/_matrix/client/v1/media/download/${url.slice('mxc://'.length)}`,
    ]
    for (const path of others) {
      const refused = await fetch(new URL(path, link.origin))
      assert.equal(refused.status, 404, path)
      await refused.text()
    }
    const text = await ida.client.uploads('notes.txt', 'text/plain', Buffer.from('a note'))
    await talk.sends({ msgtype: 'm.file', body: 'please read', filename: 'notes.txt', url: text })
    const second = await carl.hears('notes.txt')
    assert.equal(await carl.hears('please read'), '[Ida] please read')
    assert.equal(await (await fetch(/http\S+/.exec(second)?.[0] ?? '')).text(), 'a note')
  })

  scene('[I6] nothing that begins with "!" reaches the customer, in whatever form', async (world) => {
    const [uma, dora] = [await world.readyAgent('uma', 'queues secrets'), await world.customer('dora', { contact })]
    const talk = await uma.meets(dora, 'about secrets')
    const before = dora.heard().length
    assert.match(await talk.asks('!note the customer is rude'), /[Nn]ote/)
    assert.match(
      await talk.asks('!tranfer billing'),
      /^Not sent to dora: "!tranfer" is not a command\. Did you mean !transfer\? To really send it, begin with "!!"\.$/,
    )
    assert.match(await talk.asks('!help'), /!close/)
    assert.match(await talk.asks('  ！note in full width'), /note/i)
    assert.match(await talk.asks('hello\n!close solved'), /line 2 begins with "!close"/)
    await talk.emotes('!close')
    await talk.isTold('an emote beginning with "!" is no command')
    await talk.notices('!close')
    await talk.isTold('a notice beginning with "!" is no command')
    const said = await talk.says('plain')
    await talk.edits(said, '!close solved')
    await talk.isTold('a command counts only as a new message')
    await talk.sends({
      msgtype: 'm.text',
      body: 'harmless',
      format: 'org.matrix.custom.html',
      formatted_body: '<strong>!close</strong> solved',
    })
    await talk.isTold('formatted text beginning with "!" is no command')
    await talk.says('!!important')
    await dora.hears('important')
    assert.deepEqual(dora.heard().slice(before), ['[Uma] plain', '[Uma] !important'])
  })
})
