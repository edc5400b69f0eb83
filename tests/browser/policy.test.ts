import { expect, test } from 'playwright/test';
import { paths } from './paths.ts';

test('no page breaks its own policy, whatever of it is used', async ({ page }) => {
  test.setTimeout(120_000);
  const refused: string[] = [];
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()));
  for (const path of [...paths, '/q/19/']) {
    await page.goto(path);
    expect(refused, path).toEqual([]);
  }
  await page.goto('/dependencies/dependency-scopes/');
  await page.getByRole('button', { name: 'Theme: system' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.locator('.follow-up summary').first().click();
  expect(refused).toEqual([]);
});

test('an injected script, handler or style is refused', async ({ page }) => {
  await page.route('**/dependencies/dependency-scopes/', async (route) => {
    const response = await route.fetch();
    const injected = `<script>window.injected = 1</script><img src="none" onerror="window.injected = 2"><p id="styled" style="position: fixed">x</p></body>`;
    await route.fulfill({ response, body: (await response.text()).replace('</body>', injected) });
  });
  const refused: string[] = [];
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()));
  await page.goto('/dependencies/dependency-scopes/');
  expect(await page.evaluate(() => (window as Window & { injected?: number }).injected)).toBeUndefined();
  expect(await page.locator('#styled').evaluate((node) => getComputedStyle(node).position)).toBe('static');
  await expect.poll(() => refused.length).toBeGreaterThanOrEqual(3);
});
