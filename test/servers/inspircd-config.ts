export type InspircdConfig = {
  readonly folder: string
  readonly modules: string
  readonly name: string
  readonly port: number
  readonly tlsPort: number
  readonly servicesLink: { readonly port: number; readonly name: string; readonly password: string }
  readonly oper: { readonly name: string; readonly password: string }
  readonly allowFloods: boolean
  /** Of clients; empty for none. */
  readonly password: string
  readonly extra: string
}

const modules = [
  'botmode',
  'callerid',
  'cap',
  'chghost',
  'commonchans',
  'deaf',
  'ircv3',
  'ircv3_accounttag',
  'ircv3_batch',
  'ircv3_capnotify',
  'ircv3_chghost',
  'ircv3_ctctags',
  'ircv3_echomessage',
  'ircv3_invitenotify',
  'ircv3_labeledresponse',
  'ircv3_msgid',
  'ircv3_servertime',
  'monitor',
  'namesx',
  'noctcp',
  'sasl',
  'services_account',
  'sethost',
  'setname',
  'silence',
  'spanningtree',
  'ssl_gnutls',
  'uhnames',
]

// Debian's inspircd.conf: recvq 8192, softsendq 8192, hardsendq 262144, threshold 10, and the server's own commandrate
// and fakelag. Its limit of three connections per host would stop any test on one machine.
const asInstalled = 'recvq="8192" softsendq="8192" hardsendq="262144" threshold="10" commandrate="1000" fakelag="yes"'
const withoutFloodControl =
  'recvq="1048576" softsendq="1048576" hardsendq="16777216" threshold="1000000" commandrate="1000000000" fakelag="no"'

/** One line per tag; a value ends at `"` and is never from outside the tests. */
export function inspircdConfig(config: InspircdConfig): string {
  const { folder, name, port, tlsPort, servicesLink: link, oper, allowFloods, password, extra } = config
  return `<config format="xml">
<server name="${name}" description="IRC server of a test" network="Testnet" id="1AA">
<admin name="Test" nick="test" email="test@${name}">
<path configdir="${folder}" datadir="${folder}" logdir="${folder}" moduledir="${config.modules}">
<log method="file" type="*" level="default" target="${folder}/inspircd.log">
${modules.map((module) => `<module name="${module}">`).join('\n')}
<sslprofile name="Clients" provider="gnutls" certfile="${folder}/cert.pem" keyfile="${folder}/key.pem">
<bind address="127.0.0.1" port="${port}" type="clients">
<bind address="127.0.0.1" port="${tlsPort}" type="clients" sslprofile="Clients">
<bind address="127.0.0.1" port="${link.port}" type="servers">
<link name="${link.name}" ipaddr="127.0.0.1" port="${link.port}" allowmask="127.0.0.0/8" sendpass="${link.password}" recvpass="${link.password}">
<uline server="${link.name}" silent="yes">
<sasl target="${link.name}" requiressl="no">
<connect name="everyone" allow="*" password="${password}" timeout="60" pingfreq="120" ${allowFloods ? withoutFloodControl : asInstalled} localmax="5000" globalmax="5000" resolvehostnames="no" useident="no" limit="5000">
<class name="All" commands="*" privs="users/auspex users/flood/no-throttle users/mass-message" usermodes="*" chanmodes="*">
<type name="Operator" classes="All">
<oper name="${oper.name}" password="${oper.password}" host="*@*" type="Operator">
<channels users="20" opers="60">
<dns server="127.0.0.1" timeout="1">
<options prefixquit="Quit: " syntaxhints="no" announcets="yes" hostintopic="yes" pingwarning="15" splitwhois="no">
<security userstats="Pu" maxtargets="20">
<performance quietbursts="yes" softlimit="6000" somaxconn="1024" netbuffersize="10240">
<whowas groupsize="10" maxgroups="100000" maxkeep="3d">
${extra}
`
}
