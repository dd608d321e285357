/**
 * Formatted text as a tree. Adapters parse their wire format into it and print it again; no markup of any wire is ever
 * kept as a string, so what a person typed cannot become markup on the other side.
 */
export type RichNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'break' }
  | { readonly type: 'styled'; readonly style: RichStyle; readonly children: readonly RichNode[] }
  /** `color` and `background` are `#rrggbb`. */
  | {
      readonly type: 'colored'
      readonly color?: string
      readonly background?: string
      readonly children: readonly RichNode[]
    }
  | { readonly type: 'link'; readonly url: string; readonly children: readonly RichNode[] }
  | {
      readonly type: 'block'
      readonly block: 'paragraph' | 'quote' | 'preformatted' | 'heading'
      readonly children: readonly RichNode[]
    }
  | { readonly type: 'list'; readonly ordered: boolean; readonly items: readonly (readonly RichNode[])[] }

export type RichStyle = 'bold' | 'italic' | 'underline' | 'strike' | 'code'

/** A file as it travels between the two sides. `url` is `mxc://` on the Matrix side and https on a network's side. */
export interface FileReference {
  readonly url: string
  readonly name: string
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  readonly contentType?: string
  readonly bytes?: number
}

/** What people do in a room that no network we know of carries. */
export type Uncarried = 'calls' | 'live locations' | 'votes'

/** What one person says to another, free of any network's form. */
export interface Message {
  /** `notice` is what programs say (IRC NOTICE, m.notice); `emote` is `/me`. */
  readonly kind: 'text' | 'notice' | 'emote'
  /** Plain text, always complete on its own: it is what stays where nothing richer can be carried. Lines end with `\n`. */
  readonly text: string
  /** The same with formatting; absent when there is none. */
  readonly rich?: readonly RichNode[]
  readonly file?: FileReference
  /** How its reader may call who sent the file; absent where they are not to be named. `text` is empty where nothing was said with the file. */
  readonly author?: string
  /** What it was before it became text. */
  readonly form?: 'poll' | 'location'
  /** What is answered, as the answering person saw it: in the order to send it already cut to a quotable length. `author` is empty where it was one of us. */
  readonly replyTo?: { readonly author: string; readonly text: string }
}
