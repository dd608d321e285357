import { MatrixError } from '../ports/matrix.ts'

/** What is wrong between the homeserver and us, as a sentence without its capital, and what to do about it. */
export interface HomeserverRefusal {
  readonly text: string
  readonly remedy: string
}

export const addRegistration =
  'Add registration.yaml, as made by switchboard -g, to app_service_config_files in homeserver.yaml and restart the homeserver.'

export const unknownToken: HomeserverRefusal = {
  text: 'the homeserver does not know our token.',
  remedy: addRegistration,
}

const refusals: Readonly<Record<string, HomeserverRefusal>> = {
  M_UNKNOWN_TOKEN: unknownToken,
  M_FORBIDDEN: { text: 'the homeserver knows our token under another appservice.id.', remedy: addRegistration },
  M_URL_NOT_SET: { text: 'the registration that the homeserver has is without url.', remedy: addRegistration },
}

const otherHsToken: HomeserverRefusal = {
  text: 'the homeserver calls us with another hs_token than that of the configuration.',
  remedy:
    'Give the homeserver the registration.yaml that was made with this configuration, and restart it; or does a proxy in between refuse its calls?',
}

/** Why a ping failed, where that does not pass by waiting. */
export function refusalOf(error: unknown): HomeserverRefusal | undefined {
  if (!(error instanceof MatrixError)) return undefined
  const { errcode = '', calledBack } = error.failure
  const isOurRefusal = calledBack === 401 || calledBack === 403
  return isOurRefusal ? otherHsToken : refusals[errcode]
}
