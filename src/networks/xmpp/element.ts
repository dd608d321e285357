/** An XML element with its namespace resolved. Attributes keep the name they had on the wire, `xml:lang` and all. */
export interface Element {
  readonly name: string
  readonly ns: string
  readonly attrs: Readonly<Record<string, string>>
  readonly children: readonly (Element | string)[]
}

type Attributes = Readonly<Record<string, string | undefined>>

/** Makes an element; attributes that are undefined are left out. */
export function element(
  name: string,
  ns: string,
  attrs: Attributes = {},
  ...children: readonly (Element | string)[]
): Element {
  const given = Object.entries(attrs).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { name, ns, attrs: Object.fromEntries(given), children }
}

export function childrenOf({ children }: Element): readonly Element[] {
  return children.filter((child) => typeof child !== 'string')
}

/** The first child of this name and namespace. */
export function childOf(parent: Element, name: string, ns: string): Element | undefined {
  return childrenOf(parent).find((child) => child.name === name && child.ns === ns)
}

/** The first child in this namespace, whatever its name. */
export function childIn(parent: Element, ns: string): Element | undefined {
  return childrenOf(parent).find((child) => child.ns === ns)
}

/** The text right inside an element; of an absent one there is none. */
export function textOf(parent: Element | undefined): string {
  return parent?.children.filter((child) => typeof child === 'string').join('') ?? ''
}
