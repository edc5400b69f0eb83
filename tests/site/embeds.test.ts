import { expect, test } from 'playwright/test';
import { brotliCompressSync } from 'node:zlib';
import { readAnswers } from '../support/answers.ts';
import { plainText } from '../../src/lib/text.ts';
import { budgets } from '../budgets.ts';
import { pages } from './pages.ts';

const cards = readAnswers().map(({ id, data }) => ({ id, data, card: pages.get(`/${id}/card/`)! }));

test('each answer has a card for frames: the question, the spoken answer, and a way to the whole outside of the frame', () => {
  for (const { id, data, card } of cards) {
    const text = card.root.querySelector('main')!.text.replace(/\s+/g, ' ');
    expect(text.replaceAll('’', "'"), id).toContain(plainText(data.question).replaceAll('’', "'"));
    expect(text.replaceAll('’', "'"), id).toContain(plainText(data.say).replaceAll('’', "'"));
    const links = card.root.querySelectorAll('a');
    expect(links.length, id).toBeGreaterThan(0);
    for (const link of links) {
      expect(link.getAttribute('href'), id).toBe(`/${id}/`);
      expect(link.getAttribute('target'), id).toBe('_blank');
    }
  }
});

test('a card is light, runs nothing, loads nothing, and leaves search engines to the answer', () => {
  for (const { id, card } of cards) {
    const { html, root } = card;
    expect(brotliCompressSync(html).length, id).toBeLessThanOrEqual(budgets.card);
    expect(String(root.querySelector('script, img, link[rel~=stylesheet]')), id).toBe('null');
    expect(root.querySelector('meta[name=robots]')!.getAttribute('content')).toBe('noindex');
    expect(root.querySelector('link[rel=canonical]')!.getAttribute('href')).toMatch(
      new RegExp(`^https://[^/]+/${id}/$`),
    );
    // A policy in a page cannot forbid frames; what a host sends does, and makes an exception for cards.
    expect(html).not.toMatch(/frame-ancestors|x-frame-options/i);
  }
});
