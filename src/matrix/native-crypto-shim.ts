import { registerHooks } from 'node:module'

// matrix-bot-sdk loads its encryption as a native module whose binary comes from outside the package registry. Where that
// could not be had, installing succeeds and loading throws, although nothing is encrypted here. So the binary, and only a
// missing one, is replaced by an empty module; whoever uses a part of it then finds `undefined`, never half an encryption.
// Must be imported before anything that imports the SDK.
const binaryNames = '@matrix-org/matrix-sdk-crypto-nodejs-'
const standIn = 'switchboard:native-crypto-stand-in'
const source = 'module.exports = { StoreType: { Sled: 0, Sqlite: 1 } }'

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith(binaryNames)) return next(specifier, context)
    try {
      return next(specifier, context)
    } catch {
      return { url: standIn, format: 'commonjs', shortCircuit: true }
    }
  },
  load: (url, context, next) =>
    url === standIn ? { format: 'commonjs', shortCircuit: true, source } : next(url, context),
})
