import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/**
 * Reads `+ PID SIGNAL`, `- PID` and `rm FOLDER`. When our end of the pipe closes, which the kernel does even after
 * kill -9, it signals every process group that is still listed and removes the folders.
 */
const script = `
IFS= ; newline='
'
list=' ' folders=
while read -r line; do
  words=\${line#* }
  case $line in
    '+ '*) list="$list\${words% *}:\${words#* } " ;;
    '- '*) case $list in *" $words:"*) rest=\${list#*" $words":}; list="\${list%%" $words:"*} \${rest#* }" ;; esac ;;
    'rm '*) folders="$folders$words$newline" ;;
  esac
done
IFS=' '
for entry in $list; do kill -s "\${entry#*:}" -- "-\${entry%%:*}" 2>/dev/null; done
IFS=$newline
if [ "$list" != ' ' ]; then sleep 1; fi
for folder in $folders; do rm -rf -- "$folder"; done
`

let pipe: Socket | undefined

function tell(line: string): void {
  if (pipe === undefined) {
    // Its own process group: Ctrl-C must not end it before us.
    const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    pipe = shell.stdin as Socket
    pipe.on('error', () => {})
    pipe.unref()
    shell.unref()
  }
  pipe.write(`${line}\n`)
}

/** However this process ends, the process group `pid` gets `signal` then. */
export function reapProcess(pid: number, signal: 'KILL' | 'QUIT' | 'TERM'): void {
  tell(`+ ${pid} ${signal}`)
}

/** The process group has ended; its number may soon belong to somebody else. */
export function spareProcess(pid: number): void {
  tell(`- ${pid}`)
}

/** However this process ends, the folder is removed then. */
export function reapFolder(folder: string): void {
  tell(`rm ${folder}`)
}
