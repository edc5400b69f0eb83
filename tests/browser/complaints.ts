import type { Page } from 'playwright/test';

/** What a page complains of from now on, a line each: errors and warnings of its console, those of its policy included. */
export function complaintsOf(page: Page): string[] {
  const all: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && all.push(message.text()));
  page.on('pageerror', (error) => all.push(error.message));
  return all;
}
