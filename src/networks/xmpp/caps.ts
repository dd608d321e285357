import { createHash } from 'node:crypto'
import { childOf, childrenOf, type Element, element, textOf } from './element.ts'
import { ns } from './namespaces.ts'

/** What a program says it is (XEP-0030): `client/phone`, `client/pc`. */
export interface Identity {
  readonly category: string
  readonly type: string
  readonly lang: string
  readonly name: string
}

export interface DiscoInfo {
  readonly identities: readonly Identity[]
  readonly features: readonly string[]
  /** Fields of forms in it (XEP-0128) by `var`, first value each, `FORM_TYPE` apart. */
  readonly fields: ReadonlyMap<string, string>
}

/** A program's features as named in its presence (XEP-0115). */
export interface Caps {
  readonly hash: string
  readonly node: string
  readonly ver: string
}

export function readCaps(presence: Element): Caps | undefined {
  const { hash, node, ver } = childOf(presence, 'c', ns.caps)?.attrs ?? {}
  return hash === undefined || !node || !ver || node.length + ver.length > 400 ? undefined : { hash, node, ver }
}

export function readDiscoInfo(query: Element): DiscoInfo {
  const children = childrenOf(query)
  const forms = children.filter((child) => child.name === 'x' && child.ns === ns.dataForms)
  return {
    identities: children.filter(({ name }) => name === 'identity').map(identityOf),
    features: children.filter(({ name }) => name === 'feature').flatMap(({ attrs }) => attrs['var'] ?? []),
    fields: new Map(forms.flatMap(fieldsOf).map(({ name, values }) => [name, values[0] ?? ''])),
  }
}

function identityOf({ attrs }: Element): Identity {
  const { category = '', type = '', 'xml:lang': lang = '', name = '' } = attrs
  return { category, type, lang, name }
}

function fieldsOf(form: Element): readonly { readonly name: string; readonly values: readonly string[] }[] {
  return childrenOf(form)
    .filter(({ name }) => name === 'field')
    .map((field) => ({
      name: field.attrs['var'] ?? '',
      values: childrenOf(field)
        .filter(({ name }) => name === 'value')
        .map(textOf),
    }))
}

/** The verification string (XEP-0115 5.1) hashed by SHA-1, the one hash that is in use. */
export function verificationOf(query: Element): string {
  const { identities, features } = readDiscoInfo(query)
  const said = identities.map(({ category, type, lang, name }) => `${category}/${type}/${lang}/${name}`)
  const forms = childrenOf(query).filter((child) => child.name === 'x' && child.ns === ns.dataForms)
  const parts = [
    ...said.sort(compareBytes),
    ...[...features].sort(compareBytes),
    ...forms.map(formText).sort(compareBytes),
  ]
  return createHash('sha1')
    .update(parts.map((part) => `${part}<`).join(''))
    .digest('base64')
}

function formText(form: Element): string {
  const fields = fieldsOf(form)
  const type = fields.find(({ name }) => name === 'FORM_TYPE')?.values[0] ?? ''
  const others = fields.filter(({ name }) => name !== 'FORM_TYPE').sort((a, b) => compareBytes(a.name, b.name))
  const texts = others.flatMap(({ name, values }) => [name, ...[...values].sort(compareBytes)])
  return [type, ...texts].join('<')
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** A disco#info query's content for what we are. */
export function infoElement(identities: readonly Omit<Identity, 'lang'>[], features: readonly string[], node?: string) {
  return element(
    'query',
    ns.discoInfo,
    { node },
    ...identities.map((identity) => element('identity', ns.discoInfo, { ...identity })),
    ...features.map((feature) => element('feature', ns.discoInfo, { var: feature })),
  )
}
