import { expect, test } from 'vitest';
import { scriptless, slim, withOneStyle } from '../../../src/lib/slim.ts';

test('runs of white space are one space, also between elements', () => {
  expect(slim('<b>\n  a <i>b</i>\n\n</b>  <a>c</a>')).toBe('<b> a <i>b</i> </b> <a>c</a>');
});

test('there is none around what begins a line of its own', () => {
  expect(
    slim(
      '<div class="a"> <p>\n  a <b>b</b>\n</p>  <p>c <i>d</i> e</p> <pre>f</pre> <picture> g </picture> <summary> h </summary> </div>',
    ),
  ).toBe(
    '<div class="a"><p>a <b>b</b></p><p>c <i>d</i> e</p><pre>f</pre> <picture> g </picture><summary>h</summary></div>',
  );
  expect(slim('a <p title="b > c" data-d=\'e > "f"\'> g')).toBe('a<p title="b > c" data-d=\'e > "f"\'>g');
});

test('there is none around the shapes of a drawing', () => {
  expect(slim('<p> <svg> <path d="M0 0"></path>\n<svg x="1"> <rect/> <text>a b</text> </svg> </svg> </p>')).toBe(
    '<p><svg><path d="M0 0"></path> <svg x="1"><rect/><text>a b</text></svg></svg></p>',
  );
});

test('code, styles and scripts stay as they are', () => {
  const text = '<pre class="code">a\n\n  b</pre><script>x  = 1\n</script><style>a  {}\n</style>';
  expect(slim(text)).toBe(text);
  expect(slim(`a  b${text}c  d<pre>e  f</pre>`)).toBe(`a b${text}c d<pre>e  f</pre>`);
  // A name that only begins like one of these.
  expect(slim('<preview>a  b</preview>')).toBe('<preview>a b</preview>');
});

test('a quotation mark stands as such in a text, also of code, and not in an attribute', () => {
  expect(slim('<p title="a > &quot;b&quot;">&quot;c&quot; <pre>{&quot;x&quot;: 1}</pre></p>')).toBe(
    '<p title="a > &quot;b&quot;">"c" <pre>{"x": 1}</pre></p>',
  );
});

test('what Pagefind was told is gone, all else an element has is not', () => {
  expect(slim('<nav class="a" data-pagefind-ignore="all" id="b"><p data-pagefind-body data-x="1">')).toBe(
    '<nav class="a" id="b"><p data-x="1">',
  );
});

test('a page that needs no script loads none, and keeps what stands in it', () => {
  expect(scriptless('<a>b</a> <script type="module" src="/x.js"></script></main><script>1</script>')).toBe(
    '<a>b</a></main><script>1</script>',
  );
});

test('the styles of a page are one, in their order, each once, where the first stood', () => {
  expect(withOneStyle('<i></i><style>a{}</style><b></b><style>b{}</style><p><style>a{}</style>c</p>')).toBe(
    '<i></i><style>a{}b{}</style><b></b><p>c</p>',
  );
  expect(withOneStyle('<p>a</p>')).toBe('<p>a</p>');
  expect(withOneStyle('<style>$&</style>')).toBe('<style>$&</style>');
});
