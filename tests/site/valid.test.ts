import { HtmlValidate } from 'html-validate';
import { expect, test } from 'playwright/test';
import { pages } from './pages.ts';

/** The standard's own rules; those switched off are matters of taste or of formatting, not of validity. */
const validate = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: { 'long-title': 'off', 'no-inline-style': 'error' },
});

test('every page is valid HTML', async () => {
  const faults: string[] = [];
  for (const { path, html } of pages.values()) {
    const { results } = await validate.validateString(html);
    faults.push(
      ...results.flatMap(({ messages }) =>
        messages.map((one) => `${path}:${one.line}:${one.column} ${one.ruleId}: ${one.message}`),
      ),
    );
  }
  expect(faults).toEqual([]);
});
