import assert from 'node:assert/strict'
import { ben, mira, useDesk } from './support/desk.ts'

describe('groups of queues', () => {
  const given = useDesk()
  beforeEach(async () => {
    const desk = given()
    await desk.admin(
      ...['queue add general', 'queue add billing group Vienna/support', 'queue add technical group vienna/support'],
      ...['queue add sales group vienna', 'rule default queue billing', 'rule publish "groups"'],
      ...['agent add @mira:hs queues billing, technical', `agent add ${ben} queues sales name ben`],
    )
    await desk.direct(mira, 'ready')
  })

  it('[F8] [F11] are a tree in the list, each with who waits and who is free in all of it', async () => {
    const desk = given()
    await desk.admin('agent set mira capacity 1')
    await desk.customerWrites('anna', 'hello')
    await desk.customerWrites('tom', 'hello')
    const rows = (await desk.admin('queue list'))
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').replace(/\d+ s/, 's'))
    assert.deepEqual(rows, [
      'QUEUE WAITING LONGEST READY FREE',
      'general 0 - 0 0',
      'vienna/ 2 s 1 0 3 queues together',
      'sales 0 - 0 0 in vienna',
      'vienna/support/ 2 s 1 0 2 queues together',
      'billing 2 s 1 0 in vienna/support',
      'technical 0 - 1 0 in vienna/support',
    ])
  })

  it('[F8] [F11] are shown with their presence on each network, whoever works in several queues counted once', async () => {
    const desk = given()
    const support = await desk.direct(mira, 'queue show vienna/support')
    assert.match(
      support,
      /^Queues in vienna\/support: nobody waits\nNOW +free +1 free\non libera +free +1 free\nQUEUES\nbilling +free +nobody waits\ntechnical +free +nobody waits$/,
    )
    const vienna = await desk.admin('queue show vienna')
    assert.match(vienna, /\nNOW +free +1 free, 1 away\n/)
    assert.match(vienna, /\nsales +away +nobody waits/)
    const all = await desk.admin('queue show all')
    assert.match(all, /^All queues: nobody waits\nNOW +free +1 free, 1 away\n/)
    assert.match(all, /\ngeneral +empty +nobody waits\n/)
    assert.match(await desk.admin('queue show vienna/suport'), /Did you mean vienna\/support\?/)
  })

  it('[P3] [F11] are changed in the draft, and shown by diff; a queue and a group have names of their own', async () => {
    const desk = given()
    assert.match(await desk.admin('queue set sales group graz'), /queue sales \(in graz; an offer/)
    assert.match(await desk.admin('rule diff'), /~ queue sales \(in graz; .*\n +was sales \(in vienna; /)
    assert.match(await desk.admin('queue set sales group none'), /queue sales \(an offer/)
    assert.match(await desk.admin('queue set sales title "Sales"'), /queue sales \("Sales"; an offer/)
    assert.equal(
      (await desk.admin('queue set sales group general')).split('\n')[0],
      'Not changed: general would be a queue and a group of queues. Take another name.',
    )
    assert.match(await desk.admin('queue add vienna'), /^Not added: vienna would be a queue and a group of queues\./)
    assert.match(await desk.admin('queue set sales group a/b/c/d/e/f'), /5 deep at most/)
    assert.match(await desk.admin('queue set sales group all'), /"all" is all queues already/)
    assert.match(await desk.admin('queue set sales group x/!'), /cannot be the name of a group/)
    for (const text of ['/', 'vienna/', 'vienna//support', '""']) {
      assert.match(await desk.admin(`queue set sales group ${text}`), /^In which group\? Name one/, text)
    }
    for (const name of ['all', 'none', 'All']) {
      assert.match(await desk.admin(`queue add ${name}`), /^"(all|none)" stands for \1 of the queues/, name)
    }
  })
})
