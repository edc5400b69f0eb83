import { expect, test } from 'playwright/test';
import { readAnswers } from '../support/answers.ts';

test('the cheat sheet has every answer, and at most four pages of paper hold it', async ({ page }) => {
  await page.goto('/cheat-sheet/');
  const answers = page.locator('.cheat-sheet article');
  await expect(answers).toHaveCount(readAnswers().length);
  await expect(answers.first()).toContainText('What is FastAPI?');
  const pdf = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  const pages = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
  expect(pages).toBeGreaterThan(1);
  expect(pages).toBeLessThanOrEqual(4);
});
