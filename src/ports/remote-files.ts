import type { RemoteFile } from './network.ts'

/** Why a file was not fetched. `later`: it may succeed then. `text`: the rest of a sentence that says so, as in "because <text>". */
export interface FetchFailure {
  readonly kind: 'later' | 'refused'
  readonly text: string
}

export class FetchError extends Error {
  readonly failure: FetchFailure
  constructor(failure: FetchFailure) {
    super(failure.text)
    this.name = 'FetchError'
    this.failure = failure
  }
}

/** Files at addresses that customers name: anybody's, so nothing of them is trusted. */
export interface RemoteFiles {
  /** Opens the file at this address. Rejects with FetchError only; the stream fails with one as well: when it is too large, too slow or breaks off. */
  open(url: string, signal: AbortSignal): Promise<RemoteFile>
}
