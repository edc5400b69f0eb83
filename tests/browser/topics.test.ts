import { expect, test } from 'playwright/test';

test('a term leads to the part that explains it', async ({ page }) => {
  await page.goto('/topics/#threadpool');
  const term = page.locator('#threadpool');
  await expect(term).toBeInViewport();
  const ground = (id: string) => page.locator(id).evaluate((node) => getComputedStyle(node).backgroundColor);
  expect(await ground('#threadpool')).not.toBe(await ground('#timeouts'));
  await term.getByRole('link', { name: '21 One pool for everything sync' }).click();
  await expect(page).toHaveURL('/concurrency/sync-and-async/#q21-one-pool-for-everything-sync');
});

test('another word leads to its term, and what no answer holds has a source', async ({ page }) => {
  await page.goto('/topics/');
  await page.locator('#sse').getByRole('link').click();
  await expect(page).toHaveURL('/topics/#server-sent-events');
  await expect(page.locator('#mongodb a[href^="https://"]')).toHaveText('MongoDB with Python');
});

test('the field shows the terms that have its words, and so does an address with words', async ({ page }) => {
  await page.goto('/topics/');
  const terms = page.locator('.term').filter({ visible: true });
  const all = await terms.count();
  const field = page.getByRole('textbox', { name: 'Find a term' });
  await field.fill('middlewares some');
  await expect(terms).toHaveText([/^\s*Middleware for some routes/]);
  await expect(page.locator('topic-filter [role=status]')).toHaveText('1 term');
  await expect(page.locator('.letter').filter({ visible: true })).toHaveCount(1);
  await field.fill('zzqx');
  await expect(page.locator('topic-filter [role=status]')).toHaveText('No terms');
  await field.fill('');
  await expect(terms).toHaveCount(all);
  await page.goto('/topics/?q=Alembic');
  await expect(field).toHaveValue('Alembic');
  await expect(terms.first()).toContainText('Alembic');
  expect(await terms.count()).toBeLessThan(all / 10);
});

test('the letters lead to their terms', async ({ page }) => {
  await page.goto('/topics/');
  await page.getByRole('navigation', { name: 'Letters' }).getByRole('link', { name: 'W' }).click();
  await expect(page.locator('#letter-w')).toBeInViewport();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('all terms are there, and nothing that would not work', async ({ page }) => {
    await page.goto('/topics/');
    await expect(page.locator('#threadpool')).toBeVisible();
    await expect(page.locator('.search-field')).toBeHidden();
    await page.locator('#threadpool a').first().click();
    await expect(page).toHaveURL(/#q21-/);
  });
});
