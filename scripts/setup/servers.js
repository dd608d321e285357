import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingPackages, unpackDebian } from './debian-package.js'
import { ensurePythonProgram } from './python-venv.js'
import { run } from './run.js'
import { step } from './step.js'

const synapseVersion = '1.163.2'
const heisenbridgeVersion = '1.15.4'

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where programs lie, in the unpacked folder first, then on the machine. */
function findProgram(name, unpacked = '') {
  const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/bin', '/usr/games']
  return [...folders.map((folder) => unpacked + folder), ...folders]
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function librariesOf(unpacked) {
  return ['usr/lib', 'lib'].flatMap((folder) => {
    const path = join(unpacked, folder)
    if (!existsSync(path)) return []
    return readdirSync(path)
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => join(path, name))
  })
}

/** Unpacks a program from Debian and sees by `tryIt` that it starts here, with the libraries this machine has. */
async function unpackAndTry(name, choosePackages, tryIt) {
  try {
    const unpacked = await unpackDebian(name, choosePackages, (work) => step(`${name} (Debian package)`, work))
    const libraries = librariesOf(unpacked)
    await tryIt(unpacked, { ...process.env, LD_LIBRARY_PATH: libraries.join(':') })
    return { unpacked, libraries }
  } catch (error) {
    throw new Error(
      `Install ${name} yourself (on Debian or Ubuntu: apt install ${name}) and start again; it could not be downloaded here.\n${error.message}`,
    )
  }
}

function unpack(name, folder, versionFlag, choosePackages) {
  const tryIt = (unpacked, env) => run(join(unpacked, folder, name), [versionFlag], { env })
  return unpackAndTry(name, choosePackages, tryIt)
}

async function inspircd() {
  const installed = findProgram('inspircd')
  if (installed !== undefined) return { program: installed, modules: '/usr/lib/inspircd/modules' }
  const { unpacked } = await unpack('inspircd', 'usr/sbin', '--version', async () => ['inspircd'])
  return { program: join(unpacked, 'usr/sbin/inspircd'), modules: join(unpacked, 'usr/lib/inspircd/modules') }
}

async function ngircd() {
  const installed = findProgram('ngircd')
  if (installed !== undefined) return { program: installed, libraries: [] }
  const { unpacked, libraries } = await unpack('ngircd', 'usr/sbin', '--version', async () => ['ngircd', 'libident'])
  return { program: join(unpacked, 'usr/sbin/ngircd'), libraries }
}

/** Where Lua finds the modules of unpacked packages, before those of the machine. */
function luaPaths(unpacked) {
  const compiled = librariesOf(unpacked).map((folder) => join(folder, 'lua/5.4/?.so'))
  return { LUA_PATH: `${join(unpacked, 'usr/share/lua/5.4/?.lua')};;`, LUA_CPATH: `${compiled.join(';')};;` }
}

/** The start script names the folders of an installed Prosody at its head: a copy of it names those of the unpacked one. */
function prosodyScript(unpacked) {
  const sources = join(unpacked, 'usr/lib/prosody')
  const script = join(unpacked, 'usr/bin/prosody-unpacked')
  const text = readFileSync(join(unpacked, 'usr/bin/prosody'), 'utf8')
  const moved = text
    .replace(/^CFG_SOURCEDIR=.*$/m, `CFG_SOURCEDIR='${sources}';`)
    .replace(/^CFG_PLUGINDIR=.*$/m, `CFG_PLUGINDIR='${sources}/modules/';`)
  if (!existsSync(script) || readFileSync(script, 'utf8') !== moved) writeFileSync(script, moved)
  return script
}

/** Every option of Prosody starts a server, so what it needs is tried without it. */
async function prosody() {
  const installed = findProgram('prosody')
  if (installed !== undefined) return { command: installed, args: [], env: {} }
  const needed = ['lxp', 'socket', 'ssl', 'lfs'].map((module) => `require "${module}"`).join(' ')
  const tryIt = (folder, env) =>
    run(findProgram('lua5.4', folder), ['-e', needed], { env: { ...env, ...luaPaths(folder) } })
  const { unpacked, libraries } = await unpackAndTry('prosody', (folder) => missingPackages(['prosody'], folder), tryIt)
  const env = { ...luaPaths(unpacked), LD_LIBRARY_PATH: libraries.join(':') }
  return { command: findProgram('lua5.4', unpacked), args: [prosodyScript(unpacked)], env }
}

/** What ejabberd is started with: Erlang's own start script, which names its folders, is left aside. */
function ejabberdIn(root) {
  const erlang = join(root, 'usr/lib/erlang')
  const machine = readdirSync(erlang).find((name) => name.startsWith('erts-')) ?? ''
  const bin = join(erlang, machine, 'bin')
  const code = librariesOf(root).flatMap((folder) => {
    const versions = readdirSync(folder).filter((name) => name.startsWith('ejabberd-'))
    return versions.map((name) => join(folder, name, 'ebin'))
  })
  const [ebin = ''] = code.filter((folder) => existsSync(join(folder, 'ejabberd.beam')))
  const env = { ROOTDIR: erlang, BINDIR: bin, EMU: 'beam', PROGNAME: 'erl' }
  return { command: join(bin, 'erlexec'), args: ['-boot', join(erlang, 'bin/start_sasl'), '-pa', ebin], env }
}

async function ejabberd() {
  if (findProgram('ejabberdctl') !== undefined) return ejabberdIn('/')
  const needed = '[{ok, _} = application:ensure_all_started(A) || A <- [fast_xml, fast_yaml, stringprep]], halt().'
  const tryIt = (folder, libraries) => {
    const { command, args, env } = ejabberdIn(folder)
    return run(command, [...args, '-noinput', '-eval', needed], { env: { ...libraries, ...env } })
  }
  const choose = (folder) => missingPackages(['ejabberd'], folder)
  const { unpacked, libraries } = await unpackAndTry('ejabberd', choose, tryIt)
  const { env, ...start } = ejabberdIn(unpacked)
  return { ...start, env: { ...env, LD_LIBRARY_PATH: libraries.join(':') } }
}

/** irssi as a person has it, in a terminal that tmux draws. */
async function terminal() {
  const [irssi, tmux] = [findProgram('irssi'), findProgram('tmux')]
  if (irssi !== undefined && tmux !== undefined) return { irssi, tmux, libraries: [] }
  const choose = (folder) => missingPackages(['irssi', 'tmux'], folder)
  const { unpacked, libraries } = await unpack('irssi', 'usr/bin', '--version', choose)
  return { irssi: findProgram('irssi', unpacked), tmux: findProgram('tmux', unpacked), libraries }
}

/** WeeChat without a screen, with the plugin that takes commands from a pipe. */
async function weechat() {
  const installed = findProgram('weechat-headless')
  const hasPipe = librariesOf('/').some((folder) => existsSync(join(folder, 'weechat/plugins/fifo.so')))
  if (installed !== undefined && hasPipe) return { program: installed, env: {} }
  const choose = (folder) => missingPackages(['weechat-headless', 'weechat-plugins'], folder)
  const { unpacked, libraries } = await unpack('weechat-headless', 'usr/bin', '--version', choose)
  const plugins = libraries.map((folder) => join(folder, 'weechat')).find((folder) => existsSync(folder))
  const env = { WEECHAT_EXTRA_LIBDIR: plugins, LD_LIBRARY_PATH: libraries.join(':') }
  return { program: findProgram('weechat-headless', unpacked), env }
}

/** A program for XMPP, in a terminal that tmux draws. */
async function profanity() {
  const installed = findProgram('profanity')
  if (installed !== undefined) return { program: installed, libraries: [] }
  const choose = (folder) => missingPackages(['profanity'], folder)
  const { unpacked, libraries } = await unpack('profanity', 'usr/bin', '--version', choose)
  return { program: findProgram('profanity', unpacked), libraries }
}

function synapse() {
  return ensurePythonProgram({
    title: `Synapse ${synapseVersion}`,
    folder: `synapse-${synapseVersion}`,
    packages: [`matrix-synapse==${synapseVersion}`],
  })
}

function heisenbridge() {
  return ensurePythonProgram({
    title: `heisenbridge ${heisenbridgeVersion}`,
    folder: `heisenbridge-${heisenbridgeVersion}`,
    packages: [`heisenbridge==${heisenbridgeVersion}`],
  })
}

/** Each makes sure of one server and says where it lies. All are quick when it is there already. */
export const servers = { synapse, inspircd, ngircd, prosody, ejabberd, terminal, weechat, profanity, heisenbridge }
