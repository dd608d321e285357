import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Not for the internet, or only for parts of it (RFC 6890 and the registries of IANA); and multicast, and what is reserved. */
const specialIPv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/**
 * Of IPv6 only this part is given out to the public. Loopback, link-local, unique local, IPv4-mapped and NAT64 addresses
 * are outside of it; Teredo, 6to4 (both hold an IPv4 address) and documentation are inside.
 */
const publicIPv6 = ['2000::', 3] as const
const specialIPv6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const special = new BlockList()
for (const [address, bits] of specialIPv4) special.addSubnet(address, bits, 'ipv4')
for (const [address, bits] of specialIPv6) special.addSubnet(address, bits, 'ipv6')
const givenOut = new BlockList()
givenOut.addSubnet(...publicIPv6, 'ipv6')

/** Whether an IP address, written as one, belongs to the public internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  return isIPv6(address) && givenOut.check(address, 'ipv6') && !special.check(address, 'ipv6')
}
