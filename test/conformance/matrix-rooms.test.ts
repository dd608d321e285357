import assert from 'node:assert/strict'
import { MatrixError, type RoomRequest } from '../../src/ports/matrix.ts'
import { anna, annaId, botId, matrixStand, roomRequest } from '../support/matrix-stand.ts'
import { waitFor } from '../support/wait-for.ts'

const asGhost = (path: string) => `${path}${path.includes('?') ? '&' : '?'}user_id=${annaId}`

function unlessLater(error: unknown): undefined {
  if (!(error instanceof MatrixError) || error.failure.kind !== 'retry') throw error
}

for (const roomVersion of ['10', '12']) {
  describe(`a room of version ${roomVersion}`, function () {
    this.timeout(60_000)
    const stand = matrixStand({ roomVersion })

    it('has the ghost in it, says what it bridges and is closed to guests', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      assert.deepEqual(
        await stand.matrix.membersOf(room),
        new Map([
          [annaId, 'join'],
          [botId, 'join'],
        ]),
      )
      assert.equal((await stand.stateOf(room, 'm.room.create'))['room_version'], roomVersion)
      assert.equal((await stand.stateOf(room, 'm.room.name'))['name'], 'Anna · billing · IRC')
      assert.equal((await stand.stateOf(room, 'm.room.topic'))['topic'], 'billing on Libera')
      assert.equal((await stand.stateOf(room, 'm.room.join_rules'))['join_rule'], 'invite')
      assert.equal((await stand.stateOf(room, 'm.room.guest_access'))['guest_access'], 'forbidden')
      assert.equal((await stand.stateOf(room, 'm.room.history_visibility'))['history_visibility'], 'shared')
      assert.equal((await stand.stateOf(room, 'm.room.member', annaId))['displayname'], 'Anna')
      const info = await stand.stateOf(room, 'm.bridge', 'switchboard.test/switchboard')
      assert.deepEqual(info, await stand.stateOf(room, 'uk.half-shot.bridge', 'switchboard.test/switchboard'))
      assert.deepEqual(info['protocol'], { id: 'irc', displayname: 'IRC' })
      assert.deepEqual(info['network'], { id: 'libera', displayname: 'Libera Chat' })
      assert.deepEqual(info['channel'], { id: 'anna', displayname: 'anna' })
    })

    it('obeys only the bot', async () => {
      const room = await stand.joinedRoom()
      const at = `/rooms/${encodeURIComponent(room)}`
      const attempts = await Promise.all([
        stand.asAgent('PUT', `${at}/state/m.room.encryption/`, { algorithm: 'm.megolm.v1.aes-sha2' }),
        stand.asAgent('PUT', `${at}/state/m.room.name/`, { name: 'mine' }),
        stand.asAgent('PUT', `${at}/state/m.room.tombstone/`, { body: 'x', replacement_room: '!x:y' }),
        stand.asAgent('POST', `${at}/invite`, { user_id: '@carol:switchboard.test' }),
        stand.asAgent('POST', `${at}/kick`, { user_id: annaId }),
        stand.asAgent('POST', `${at}/ban`, { user_id: annaId }),
        stand.asBot('PUT', asGhost(`${at}/state/m.room.name/`), { name: 'mine' }),
      ])
      assert.deepEqual(
        attempts.map(({ status }) => status),
        Array(7).fill(403),
      )
      assert.equal(await stand.matrix.isEncrypted(room), false)
    })

    it('gives agents the power of the configuration, ghosts none', async () => {
      const room = await stand.adapter({ agentPower: 50 }).createRoom(roomRequest())
      const { users, users_default } = await stand.stateOf(room, 'm.room.power_levels')
      assert.equal(users_default, 50)
      assert.deepEqual(users, { [annaId]: 0, ...(roomVersion === '10' && { [botId]: 100 }) })
    })

    it('[I2] is made once, also by another process and at the same time', async () => {
      const request = roomRequest()
      const room = await stand.matrix.createRoom(request)
      assert.equal(await stand.matrix.createRoom(request), room)
      assert.equal(await stand.adapter().createRoom(request), room)
      assert.notEqual(await stand.matrix.createRoom(roomRequest()), room)
      const both = roomRequest()
      const patiently = (from: typeof stand.matrix) =>
        waitFor('the room', () => from.createRoom(both).catch(unlessLater))
      const [one, two] = await Promise.all([patiently(stand.matrix), patiently(stand.adapter())])
      assert.equal(one, two)
    })

    it('[I2] that was half made is completed', async () => {
      const request = roomRequest()
      const marker = { 'im.switchboard.conversation': { instance: 'test', key: request.key } }
      const alias = `switchboard_test.${request.key.replaceAll(':', '.')}`
      const half = await stand.asBot('POST', '/createRoom', {
        preset: 'public_chat',
        room_alias_name: alias,
        creation_content: marker,
      })
      assert.equal(half.status, 200, JSON.stringify(half.body))
      const room = await stand.matrix.createRoom(request)
      assert.equal(room, half.body['room_id'])
      assert.deepEqual([...(await stand.matrix.membersOf(room)).keys()].sort(), [botId, annaId].sort())
      assert.equal((await stand.stateOf(room, 'm.room.join_rules'))['join_rule'], 'invite')
      assert.equal((await stand.stateOf(room, 'm.room.power_levels'))['invite'], 100)
      assert.equal((await stand.stateOf(room, 'm.room.topic'))['topic'], 'billing on Libera')
      assert.ok((await stand.stateOf(room, 'm.bridge', 'switchboard.test/switchboard'))['channel'])
    })

    it('is never one that something else made, nor one that was never finished', async () => {
      const foreign = roomRequest()
      const name = (request: RoomRequest) => `switchboard_test.${request.key.replaceAll(':', '.')}`
      const other = await stand.asBot('POST', '/createRoom', { room_alias_name: name(foreign) })
      const room = await stand.matrix.createRoom(foreign)
      assert.notEqual(room, other.body['room_id'])
      assert.equal(await stand.adapter().createRoom(foreign), room)

      const unfinished = roomRequest()
      const alias = encodeURIComponent(`#${name(unfinished)}:switchboard.test`)
      const gone = await stand.asBot('POST', '/createRoom', {})
      await stand.asBot('PUT', `/directory/room/${alias}`, { room_id: gone.body['room_id'] })
      await stand.asBot('POST', `/rooms/${encodeURIComponent(String(gone.body['room_id']))}/leave`, {})
      await stand.asBot('POST', `/rooms/${encodeURIComponent(String(gone.body['room_id']))}/forget`, {})
      const made = await waitFor('another room', () => stand.matrix.createRoom(unfinished).catch(unlessLater))
      assert.notEqual(made, gone.body['room_id'])
    })

    it('gets another name and topic, and nothing when they are the same', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const description = { name: 'Anna · tech · IRC', topic: 'tech <b>' }
      await stand.matrix.describeRoom(room, description)
      const count = (await stand.timeline(room)).length
      await stand.matrix.describeRoom(room, description)
      assert.equal((await stand.stateOf(room, 'm.room.name'))['name'], description.name)
      assert.equal((await stand.timeline(room)).length, count)
    })

    it('tells the last of what happened in it, in its order', async () => {
      const room = await stand.joinedRoom()
      const all = (await stand.timeline(room)).toReversed().map(({ event_id: id }) => id)
      const idsOf = (events: readonly unknown[]) => events.map((event) => (event as { event_id: string }).event_id)
      assert.deepEqual(idsOf(await stand.matrix.recentEvents(room, 100)), all)
      assert.deepEqual(idsOf(await stand.matrix.recentEvents(room, 2)), all.slice(-2))
    })

    it('is left by ghost and agents when it is archived', async () => {
      const room = await stand.joinedRoom()
      await stand.matrix.archiveRoom(room, anna)
      await stand.matrix.archiveRoom(room, anna)
      assert.deepEqual(await stand.matrix.membersOf(room), new Map([[botId, 'join']]))
      const kept = await stand.joinedRoom()
      await stand.adapter({ removeAgentsOnArchive: false }).archiveRoom(kept, anna)
      assert.deepEqual(
        await stand.matrix.membersOf(kept),
        new Map([
          [stand.agent.userId, 'join'],
          [botId, 'join'],
        ]),
      )
    })
  })
}
