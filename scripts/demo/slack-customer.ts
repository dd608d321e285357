import { controlsOf, shownText } from '../../test/servers/slack/shown.ts'
import type { SlackCustomer as Player } from '../../test/servers/slack/slack-customer.ts'
import type { Post } from '../../test/servers/slack/workspace.ts'
import { waitFor } from '../../test/support/wait-for.ts'
import { type Customer, patienceMs } from './customer.ts'
import { printLine } from './screen.ts'

const app = 'Help desk'

/** A customer in a Slack workspace that has our app. */
export class SlackCustomer implements Customer {
  readonly name: string
  readonly #player: Player
  /** What each message of ours last looked like. */
  readonly #shown = new Map<string, string>()
  #shownHome = ''

  constructor(player: Player) {
    this.#player = player
    this.name = player.person.name
  }

  writes(text: string): void {
    this.show()
    printLine({ network: 'Slack', who: `${this.name} → ${app}`, text })
    this.#player.write(text)
  }

  opensHome(): void {
    printLine({ network: 'Slack', who: this.name, text: `opens the home page of the app "${app}"`, isAct: true })
    this.#player.openHome()
  }

  /** Presses a button of the home page or of a message, once it is there. */
  async presses(label: string): Promise<void> {
    const where = await waitFor(`a button "${label}"`, () => this.#placeOf(label), { timeoutMs: patienceMs })
    this.show()
    printLine({ network: 'Slack', who: this.name, text: `presses "${label}"`, isAct: true })
    this.#player.press(label, where)
  }

  async sees(words: string): Promise<void> {
    const isSeen = () => this.heard().some((text) => text.includes(words))
    await waitFor(words, isSeen, { timeoutMs: patienceMs, detail: () => this.heard().join('\n') })
  }

  /** Waits until a message stands there under this name. */
  async seesFrom(speaker: string, words: string): Promise<void> {
    const isSeen = () => this.#ours().some((post) => post.username === speaker && shownText(post).includes(words))
    await waitFor(`${speaker}: ${words}`, isSeen, { timeoutMs: patienceMs, detail: () => this.heard().join('\n') })
  }

  heard(): readonly string[] {
    return this.#player.heard()
  }

  show(): void {
    const home = this.#player.home()
    if (home !== undefined && home.text !== this.#shownHome) {
      this.#shownHome = home.text
      const text = [home.text, ...home.controls.map((label) => `[ ${label} ]`)].join('\n')
      printLine({ network: 'Slack', who: `${app} → ${this.name}`, text, isAct: true })
    }
    for (const post of this.#ours()) this.#showPost(post)
  }

  leaves(): Promise<void> {
    return Promise.resolve()
  }

  #showPost(post: Post): void {
    const buttons = controlsOf(post.blocks).map(({ label }) => `[ ${label} ]`)
    const text = [shownText(post), ...(buttons.length > 0 ? [buttons.join(' ')] : [])].join('\n')
    const before = this.#shown.get(post.ts)
    if (before === text) return
    this.#shown.set(post.ts, text)
    const who = `${post.username ?? app} → ${this.name}`
    if (before === undefined) printLine({ network: 'Slack', who, text })
    else printLine({ network: 'Slack', who, text: `the message now reads: ${text}`, isAct: true })
  }

  #ours(): readonly Post[] {
    return this.#player.posts.filter(({ isBot }) => isBot)
  }

  #placeOf(label: string): Post | 'home' | undefined {
    if (this.#player.home()?.controls.includes(label)) return 'home'
    return this.#ours().findLast(({ blocks }) => controlsOf(blocks).some((control) => control.label === label))
  }
}
