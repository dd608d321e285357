export type Json = Record<string, unknown>
export type MatrixApi = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>

/** The client-server API with one person's token, free of our own client. `path` begins after `/_matrix/client/v3`. */
export function matrixApi(url: string, token: string): MatrixApi {
  return async (method, path, body) => {
    const response = await fetch(`${url}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }
}
