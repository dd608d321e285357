import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import type { RichNode } from '../../src/core/message/message.ts'
import { htmlToRich } from '../../src/matrix/html-to-rich.ts'
import { richToHtml } from '../../src/matrix/rich-to-html.ts'

const text = (value: string): RichNode => ({ type: 'text', text: value })
const styled = (style: 'bold' | 'italic' | 'code', ...children: RichNode[]): RichNode => ({
  type: 'styled',
  style,
  children,
})
const block = (name: 'paragraph' | 'quote' | 'preformatted', ...children: RichNode[]): RichNode => ({
  type: 'block',
  block: name,
  children,
})

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"onclick="x',
    "'",
    '&lt;',
    '\u0000',
    '\ud800',
    ']]>',
    '<!--',
    'javascript:x',
  ),
)
const anyTree = fc.letrec<{ node: RichNode }>((tie) => {
  const children = fc.array(tie('node'), { maxLength: 4 })
  return {
    node: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'tree' },
      fc.record({ type: fc.constant('text' as const), text: hostileText }),
      fc.record({ type: fc.constant('break' as const) }),
      fc.record({
        type: fc.constant('styled' as const),
        style: fc.constantFrom('bold' as const, 'code' as const),
        children,
      }),
      fc.record({ type: fc.constant('colored' as const), color: hostileText, background: hostileText, children }),
      fc.record({ type: fc.constant('link' as const), url: fc.oneof(hostileText, fc.webUrl()), children }),
      fc.record({
        type: fc.constant('block' as const),
        block: fc.constantFrom('quote' as const, 'preformatted' as const, 'heading' as const),
        children,
      }),
      fc.record({
        type: fc.constant('list' as const),
        ordered: fc.boolean(),
        items: fc.array(children, { maxLength: 3 }),
      }),
    ) as fc.Arbitrary<RichNode>,
  }
}).node

const ourTags = new Set([
  'strong',
  'em',
  'u',
  'del',
  'code',
  'br',
  'span',
  'a',
  'p',
  'blockquote',
  'pre',
  'h4',
  'ol',
  'ul',
  'li',
])
const ourAttributes: Readonly<Record<string, RegExp>> = {
  href: /^(https?|mailto|tel|xmpp|ircs?|matrix|ftp):/i,
  'data-mx-color': /^#[0-9a-f]{6}$/i,
  'data-mx-bg-color': /^#[0-9a-f]{6}$/i,
}

/** What a client that reads the HTML finds in it. */
function readBack(html: string): { tags: string[]; attributes: [string, string][]; text: string } {
  const found = { tags: [] as string[], attributes: [] as [string, string][], text: '' }
  const parser = new Parser({
    onopentag(tag, attributes) {
      found.tags.push(tag)
      found.attributes.push(...Object.entries(attributes))
    },
    ontext: (piece) => {
      found.text += piece
    },
    oncomment: () => found.tags.push('comment'),
    onprocessinginstruction: () => found.tags.push('instruction'),
  })
  parser.end(html)
  return found
}

function allTexts(nodes: readonly RichNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.text
      if (node.type === 'break') return ''
      return node.type === 'list' ? node.items.map(allTexts).join('') : allTexts(node.children)
    })
    .join('')
}

describe('HTML from a tree', () => {
  it('[I6] has only our tags and attributes, whatever people wrote', () => {
    fc.assert(
      fc.property(fc.array(anyTree, { maxLength: 4 }), (nodes) => {
        const { tags, attributes } = readBack(richToHtml(nodes))
        assert.deepEqual(
          tags.filter((tag) => !ourTags.has(tag)),
          [],
        )
        for (const [name, value] of attributes) assert.match(value, ourAttributes[name] ?? /^never$/)
      }),
      { numRuns: 500 },
    )
  })

  it('[I6] reads back as the text that went in', () => {
    const visible = (value: string) => value.toWellFormed().replace(/[\p{Cc}\s]/gu, '')
    fc.assert(
      fc.property(fc.array(anyTree, { maxLength: 4 }), (nodes) => {
        assert.equal(visible(readBack(richToHtml(nodes)).text), visible(allTexts(nodes)))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps line breaks, and links only where they lead somewhere harmless', () => {
    assert.equal(
      richToHtml([text('a\nb'), { type: 'break' }, styled('bold', text('<c>'))]),
      'a<br>b<br><strong>&lt;c&gt;</strong>',
    )
    assert.equal(richToHtml([block('preformatted', text('a\nb'))]), '<pre><code>a\nb</code></pre>')
    assert.equal(richToHtml([{ type: 'link', url: 'javascript:alert(1)', children: [text('x')] }]), 'x')
    assert.equal(
      richToHtml([{ type: 'link', url: 'https://a.example/?b=1&c="', children: [text('x')] }]),
      '<a href="https://a.example/?b=1&amp;c=&quot;">x</a>',
    )
  })
})

describe('a tree from the HTML of Matrix', () => {
  const rows: readonly (readonly [string, string, readonly RichNode[]])[] = [
    [
      'styles',
      'a <strong>b <em>c</em></strong>',
      [text('a '), styled('bold', text('b '), styled('italic', text('c')))],
    ],
    ['paragraphs', '<p>a</p>\n<p>b</p>\n', [block('paragraph', text('a')), block('paragraph', text('b'))]],
    ['one paragraph, which is no block', '<p>a  b\n c</p>', [text('a b c')]],
    ['breaks', 'a<br/>\nb', [text('a'), { type: 'break' }, text('b')]],
    [
      'preformatted text as it is',
      '<pre><code class="language-c">a\n  b\n</code></pre>',
      [block('preformatted', text('a\n  b\n'))],
    ],
    ['quotes', '<blockquote>\n<p>a</p>\n</blockquote>\nb', [block('quote', block('paragraph', text('a'))), text('b')]],
    [
      'lists',
      '<ol>\n<li>a</li>\n<li>b<ul><li>c</li></ul></li>\n</ol>',
      [
        {
          type: 'list',
          ordered: true,
          items: [[text('a')], [text('b'), { type: 'list', ordered: false, items: [[text('c')]] }]],
        },
      ],
    ],
    ['links', '<a href="https://a.example">b</a>', [{ type: 'link', url: 'https://a.example', children: [text('b')] }]],
    [
      'mentions with the person they lead to, for commands',
      '<a href="https://matrix.to/#/@a:example.com">Anna</a>: hi',
      [{ type: 'link', url: 'https://matrix.to/#/@a:example.com', children: [text('Anna')] }, text(': hi')],
    ],
    ['links that may not be followed as their text', '<a href="javascript:alert(1)">b</a>', [text('b')]],
    [
      '[I6] answers without the quote that names a Matrix id',
      '<mx-reply><blockquote>@a:b <p>x</p></blockquote></mx-reply>y',
      [text('y')],
    ],
    ['colours', '<font color="#FF0000">a</font>', [{ type: 'colored', color: '#ff0000', children: [text('a')] }]],
    ['pictures as what they show', 'a <img src="mxc://a/b" alt=":smile:"> b', [text('a :smile: b')]],
    ['unknown tags as their text', '<marquee>a</marquee><script>b</script><constructor>c</constructor>', [text('ac')]],
    ['entities', '&lt;b&gt; &amp;amp;', [text('<b> &amp;')]],
  ]
  for (const [what, html, expected] of rows) {
    it(`${what.startsWith('[') ? '' : 'has '}${what}`, () => assert.deepEqual(htmlToRich(html), expected))
  }

  it('never throws and never grows without bound', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .array(
              fc.constantFrom(
                '<b>',
                '</b>',
                '<li>',
                '<ul>',
                '</ul>',
                '<pre>',
                '<mx-reply>',
                '</mx-reply>',
                'x',
                '&',
                '<a href="',
                '">',
                '</',
              ),
            )
            .map((parts) => parts.join('')),
        ),
        (html) => {
          richToHtml(htmlToRich(html))
        },
      ),
      { numRuns: 1000 },
    )
    const deep = htmlToRich(`${'<b>x'.repeat(15_000)}y`)
    assert.ok(JSON.stringify(deep).length < 100_000)
    assert.ok(allTexts(deep).startsWith('xxxx'))
    assert.ok(JSON.stringify(htmlToRich('<i>x</i>'.repeat(8000))).length < 200_000)
  })

  it('survives the way there and back', () => {
    const nodes: readonly RichNode[] = [
      block('paragraph', styled('bold', text('a <b>')), text(' c')),
      block('quote', text('d')),
    ]
    assert.deepEqual(htmlToRich(richToHtml(nodes)), nodes)
  })
})
