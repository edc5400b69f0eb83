import { parse } from 'node-html-parser';
import { expect, test } from 'vitest';
import { xhtmlOf } from '../../../src/study/xhtml.ts';

test.each([
  ['<p>a &amp; b &lt; c</p>', '<p>a &amp; b &lt; c</p>'],
  ['<p>one<br>two<hr></p>', '<p>one<br/>two<hr/></p>'],
  ['<img alt=\'say "a" &amp; b\' src="x.png">', '<img alt="say &quot;a&quot; &amp; b" src="x.png"/>'],
  ['<details open><b>x</b></details>', '<details open=""><b>x</b></details>'],
  ['<area><col><input><link><meta><source><wbr>', '<area/><col/><input/><link/><meta/><source/><wbr/>'],
  ['<span></span>', '<span></span>'],
  ['a<!-- not said -->b', 'ab'],
])('%s is written as XML', (html, xml) => {
  expect(xhtmlOf(parse(html, { comment: true }))).toBe(xml);
});
