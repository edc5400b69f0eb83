import { expect, test } from 'vitest';
import { scriptless, slim } from '../../../src/lib/slim.ts';

test('runs of white space are one space, also between elements', () => {
  expect(slim('<p>\n  a <b>b</b>\n\n</p>  <p>c</p>')).toBe('<p> a <b>b</b> </p> <p>c</p>');
});

test('there is none around the shapes of a drawing', () => {
  expect(slim('<p> <svg> <path d="M0 0"></path>\n<svg x="1"> <rect/> <text>a b</text> </svg> </svg> </p>')).toBe(
    '<p> <svg><path d="M0 0"></path> <svg x="1"><rect/><text>a b</text></svg></svg> </p>',
  );
});

test('code, styles and scripts stay as they are', () => {
  const text = '<pre class="code">a\n\n  b</pre><script>x  = 1\n</script><style>a  {}\n</style>';
  expect(slim(text)).toBe(text);
  expect(slim(`a  b${text}c  d<pre>e  f</pre>`)).toBe(`a b${text}c d<pre>e  f</pre>`);
  // A name that only begins like one of these.
  expect(slim('<preview>a  b</preview>')).toBe('<preview>a b</preview>');
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
