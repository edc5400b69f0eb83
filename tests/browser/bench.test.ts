import {
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
  test,
} from 'playwright/test';
import { violations } from './axe.ts';

const answer = '/routing/path-parameters/';

/** Python starts within seconds on a machine of one's own, and within a minute on a busy one. */
const boot = { timeout: 120_000 };
test.describe.configure({ timeout: 300_000 });

/** The figure of a program that can be run. */
const figure = (page: Page, file: string) =>
  page.locator('figure.program', { has: page.getByRole('button', { name: `Run ${file}`, exact: true }) }).first();
/** What axe finds in the bench. */
const faults = (page: Page) => violations(page, 'run-bench');
const bench = (page: Page) => page.locator('run-bench');
const said = (page: Page) => bench(page).locator('[role=status]');
const press = (page: Page, name: string) => bench(page).getByRole('button', { name, exact: true }).click();
const editor = (page: Page) => page.getByRole('textbox', { name: /, editor$/ });

/** Presses "Run" at a program, agrees to what it loads, and waits for what comes of it. */
async function run(page: Page, file: string, says: RegExp | string): Promise<Locator> {
  const program = figure(page, file);
  await program.getByRole('button', { name: `Run ${file}`, exact: true }).click();
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(says, boot);
  return program;
}

/** Replaces a text in the editor, as one does who selects it and types. */
async function change(page: Page, from: string, to: string) {
  await editor(page).click();
  const code = await textIn(page);
  expect(code).toContain(from);
  await write(page, code.replace(from, to));
}
/** The whole text of the editor, which shows only what is in view. */
async function textIn(page: Page): Promise<string> {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  return page.evaluate(() => navigator.clipboard.readText());
}
async function write(page: Page, code: string) {
  await editor(page).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
}

/** What a page asks of the server from now on, as paths. */
function listen(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => request.method() === 'GET' && paths.push(new URL(request.url()).pathname));
  return paths;
}
/** Complaints of the page, those of its policy included. */
function complaintsOf(page: Page): string[] {
  const all: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && all.push(message.text()));
  page.on('pageerror', (error) => all.push(error.message));
  return all;
}
const isPack = (path: string) => path.startsWith('/run/files/');

test.describe('a reader at a page of an answer', () => {
  // One after the other, in one browser that keeps what it has loaded: Python starts where a page is opened, not for each test.
  test.describe.configure({ mode: 'serial' });
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let asked: string[];
  let link = '';
  test.beforeAll(async ({ browser }) => {
    context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    complaints = complaintsOf(page);
    asked = listen(page);
    await page.goto(answer);
  });
  test.afterAll(() => context.close());

  test('runs a program once they agree, and changes it: what differs from its record is told', async () => {
    const program = figure(page, 'catalogue.py');
    await page.waitForLoadState('networkidle');
    expect(asked.filter((path) => path.startsWith('/run/'))).toEqual([]);

    const button = program.getByRole('button', { name: 'Run catalogue.py', exact: true });
    await button.click();
    await expect(bench(page)).toContainText(/into your browser: \d\.\d MB from this site, once/);
    expect(asked.filter(isPack)).toEqual([]);
    await press(page, 'Not now');
    await expect(bench(page)).toHaveCount(0);
    await expect(button).toBeFocused();

    await run(page, 'catalogue.py', '200 OK, as recorded');
    expect(asked.some(isPack)).toBe(true);
    await expect(bench(page).locator('.step')).toContainText('{"book_id": 5}');
    await expect(bench(page).locator('.step')).toBeInViewport();

    await press(page, 'Repeat all');
    await expect(said(page)).toHaveText('All 6 steps as recorded', boot);
    await expect(bench(page).locator('.verdict')).toHaveText(Array(6).fill('= as recorded'));
    expect(await bench(page).locator('.step summary code').allTextContents()).toEqual(
      await program.locator(':scope > .step summary code').allTextContents(),
    );

    await change(page, '{"book_id": book_id}', '{"book_id": book_id + 1, "new": True}');
    await expect(bench(page)).toContainText('Changed since it ran');
    await press(page, 'GET /books/5');
    await expect(said(page)).toHaveText('200 OK, 1 line differs from the record', boot);
    await expect(bench(page).locator('del')).toHaveText('−recorded: {"book_id": 5}');
    await expect(bench(page).locator('ins')).toHaveText('+now: {"book_id": 6, "new": 1}');
    expect(await bench(page).locator('ins mark').allTextContents()).toEqual(['6, "new": 1']);
    expect(await violations(page)).toEqual([]);
    await press(page, 'Copy link');
    await expect(page.locator('#status')).toHaveText('Link to this program copied');
    link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(new RegExp(`^http://localhost:\\d+${answer}#run=[\\w-]+$`));

    await press(page, 'Reset');
    await editor(page).press('Control+Enter');
    await expect(said(page)).toHaveText('200 OK, as recorded', boot);

    await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('/books/7');
    await bench(page).getByRole('button', { name: 'Send' }).click();
    await expect(bench(page).locator('.step').first()).toContainText('GET /books/7200 OK');
    await expect(bench(page).locator('.step').first()).toContainText('{"book_id": 7}');
    await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('books');
    await bench(page).getByRole('button', { name: 'Send' }).click();
    await expect(bench(page).getByRole('alert').first()).toHaveText('A path starts with “/”.');
    expect(complaints).toEqual([]);
  });

  test('by the keyboard alone runs, writes and leaves the editor', async () => {
    await bench(page).getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Shift+Tab');
    await expect(editor(page)).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(editor(page)).toBeFocused();
    await page.keyboard.press('Control+z');
    // Keys that are shortcuts of the page outside of fields.
    await page.keyboard.type('/cnp');
    await expect(editor(page)).toBeFocused();
    await expect(page).toHaveURL(answer);
    await page.keyboard.press('Control+Home');
    await expect(editor(page)).toContainText('/cnp');
    await page.keyboard.press('Escape');
    // Whoever reads for longer than a moment leaves all the same.
    await page.waitForTimeout(2500);
    await page.keyboard.press('Tab');
    await expect(bench(page).getByRole('button', { name: 'Run', exact: true })).toBeFocused();
    await press(page, 'Reset');
    await expect(said(page)).toHaveText('The program is as it was');
    await bench(page).getByRole('button', { name: 'Run', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(said(page)).toHaveText('200 OK, as recorded', boot);
  });

  test('runs two programs: the second ends what has no end in the first, and outlives it', async () => {
    await write(page, 'while True:\n    pass\n');
    await press(page, 'Run');
    await bench(page).getByRole('button', { name: 'Stop' }).waitFor();
    await page.waitForTimeout(1000);
    const other = figure(page, 'convertors.py');
    await other.getByRole('button', { name: 'Run convertors.py', exact: true }).click();
    const second = page.getByRole('region', { name: 'convertors.py, run here' });
    await expect(second.locator('[role=status]')).toHaveText(/as recorded$/, boot);
    const first = page.getByRole('region', { name: 'catalogue.py, run here' });
    await expect(first.locator('.bench-failure')).toContainText('Stopped.');
    await first.getByRole('button', { name: 'Close', exact: true }).click();
    await second.getByRole('button', { name: 'Send' }).click();
    // A request to what runs still, not a start of it anew.
    await expect(second.locator('.step')).toHaveCount(2);
    await second.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(other.getByRole('button', { name: 'Run convertors.py', exact: true })).toBeFocused();
    await expect(page.locator('iframe')).toHaveCount(0);
  });

  test('runs what is kept without a connection, and is not asked again', async () => {
    await context.setOffline(true);
    await figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true }).click();
    await expect(said(page)).toHaveText('200 OK, as recorded', boot);
    await context.setOffline(false);
    await press(page, 'Close');
    // What is known of the programs was asked for first.
    expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_INTERNET_DISCONNECTED']);
  });

  test('gets a link with a changed program, which does not run by itself; a damaged one is said to be one', async () => {
    asked.length = 0;
    await page.goto('about:blank');
    await page.goto(`${link}).`);
    await expect(bench(page)).toContainText('This code came with the link and has not run.');
    expect(await textIn(page)).toContain('book_id + 1');
    await page.waitForTimeout(1000);
    expect(asked.filter(isPack)).toEqual([]);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await press(page, 'Run');
    await expect(said(page)).toHaveText('200 OK, 1 line differs from the record', boot);

    await page.goto('about:blank');
    await page.goto(link.slice(0, -8));
    await expect(page.getByRole('alert').first()).toContainText('The link to a changed program is damaged');
    await page.goto('about:blank');
    await page.goto(link.replace(answer, '/concurrency/websockets/'));
    await expect(page.getByRole('alert').first()).toContainText('catalogue.py, that this page does not have');
    await page.getByRole('link', { name: 'Open its code in an empty page' }).click();
    await expect(bench(page)).toContainText('This code came with the link');
    expect(await textIn(page)).toContain('book_id + 1');
    expect(complaints).toEqual([]);
  });

  test('runs the tests of an answer, breaks its program and sees them fail', async () => {
    await page.goto('/testing/testing-apps/');
    await run(page, 'test_orders.py', '6 passed');
    await expect(bench(page).locator('summary b')).toHaveText(Array(6).fill('passed'));
    await press(page, 'orders.py');
    await change(page, '201', '200');
    await press(page, 'Run');
    await expect(said(page)).toHaveText(/^\d passed, [1-5] failed$/, boot);
    await expect(bench(page).locator('details[open] .message').first()).toContainText('assert');
    expect(await faults(page)).toEqual([]);
    // A link opens at what was changed: nothing that it brings hides behind a tab.
    await press(page, 'Copy link');
    await expect(page.locator('#status')).toHaveText('Link to this program copied');
    const changed = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto('about:blank');
    await page.goto(changed);
    await expect(page.getByRole('textbox', { name: 'orders.py, editor' })).toBeVisible();
  });

  test('repeats a conversation and sees what differs from its record', async () => {
    await page.goto('/concurrency/websockets/');
    await page.locator('details.wrong summary', { hasText: 'balance.py' }).click();
    await figure(page, 'balance.py').getByRole('button', { name: 'Run balance.py', exact: true }).click();
    await expect(said(page)).toHaveText('2 messages, as recorded', boot);
    await expect(bench(page).locator('.step .message').first()).toHaveText('←received: balance of ada: 1200');
    await change(page, 'balance of', 'debts of');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('2 messages, 1 line differs from the record', boot);
    await expect(bench(page).locator('ins')).toContainText('now: ← debts of ada: 1200');
  });
});

test.describe('the page for any program', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let complaints: string[];
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
    complaints = complaintsOf(page);
    await page.goto('/try/');
    await press(page, 'Run');
    await press(page, 'Load and run');
    await expect(said(page)).toHaveText('200 OK', boot);
  });
  test.afterAll(() => page.close());
  const runs = async (code: string, says: RegExp | string) => {
    await write(page, code);
    await press(page, 'Run');
    await expect(said(page)).toHaveText(says, boot);
  };
  const failure = () => bench(page).locator('.bench-failure').first();
  const header = 'from fastapi import FastAPI\n\n';

  test('has examples, each of which answers as it is meant to', async () => {
    const open = async (title: string) => {
      const example = page.locator('.try-example', { hasText: title });
      await example.locator('summary').click();
      await example.getByRole('button', { name: /^Open/ }).click();
    };
    await expect(bench(page).locator('.step').first()).toContainText('{"message": "It runs"}');

    await open('A resource: created, read, refused');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('201 Created', boot);
    for (const [request, status] of [
      ['GET /books/1', '200 OK'],
      ['GET /books/2', '404 Not Found'],
      ['POST /books {"title": "", "year": 1965}', '422 Unprocessable Content'],
    ] as const) {
      await press(page, request);
      await expect(bench(page).locator('.step summary b').first()).toHaveText(status, boot);
    }

    await open('A dependency that guards a path');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('401 Unauthorized', boot);
    await bench(page).getByText('Headers and body').click();
    await bench(page).getByRole('textbox', { name: 'Headers, one a line' }).fill('X-API-Key: let-me-in');
    await bench(page).getByRole('button', { name: 'Send' }).click();
    await expect(said(page)).toHaveText('200 OK', boot);

    await open('A WebSocket that answers');
    await press(page, 'Connect');
    await expect(said(page)).toHaveText('Connected', boot);
    await bench(page).getByRole('textbox', { name: 'Message' }).fill('hello');
    await page.keyboard.press('Enter');
    const talk = bench(page).locator('.step', { hasText: 'WebSocket /echo' }).locator('.message');
    await expect(talk).toHaveText(['→sent: hello', '←received: HELLO'], boot);
    expect(await faults(page)).toEqual([]);
    await press(page, 'Close');
    await expect(talk.last()).toHaveText('×closed: 1000');
    await expect(bench(page).locator('.step', { hasText: 'Printed' })).toContainText('The client is gone', boot);
    await expect(bench(page).getByRole('button', { name: 'Connect' })).toBeVisible();

    await open('A response that streams');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('200 OK', boot);
    await expect(bench(page).locator('.message').first()).toContainText('3\n2\n1');

    await open('Pydantic alone, without an application');
    await press(page, 'Run');
    await expect(said(page)).toHaveText('It ran to its end', boot);
    await expect(bench(page).locator('.step')).toContainText('2 validation errors for Loan');
    await bench(page).getByRole('button', { name: 'HTTP request' }).click();
    await bench(page).getByRole('button', { name: 'Send' }).click();
    await expect(said(page)).toHaveText(/^Nothing here answers requests/);
    expect(complaints).toEqual([]);
  });

  test('says what fails, and where', async () => {
    await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('/');
    await runs(`${header}app = FastAPI()\nprint(answer)\n`, /name 'answer' is not defined.*Line 4 is marked\./s);
    await expect(page.locator('.failed-line')).toHaveText('print(answer)');
    await press(page, 'Go to line 4');
    await expect(editor(page)).toBeFocused();
    expect(await faults(page)).toEqual([]);

    await runs('import pandas\n', /No module named 'pandas'/);
    await expect(failure()).toContainText('“pandas” cannot be imported here.', boot);
    await expect(failure()).toContainText(/there are: .*fastapi/);

    // An endpoint that fails: its traceback is there at once, without what plays the server.
    await runs(
      `${header}app = FastAPI()\n\n\n@app.get("/")\ndef divide():\n    return 1 / 0\n`,
      '500 Internal Server Error. ZeroDivisionError: division by zero. Line 8 is marked.',
    );
    const printed = bench(page).locator('.step[open]', { hasText: 'Printed' });
    await expect(printed).toContainText('ZeroDivisionError: division by zero');
    await expect(printed).not.toContainText('in_the_page');
    await expect(page.locator('.failed-line')).toHaveText('return 1 / 0');

    await runs('def f(:\n    pass\n', 'SyntaxError: invalid syntax Line 1 is marked.');
    await runs('print(input("name? "))\n', 'EOFError: EOF when reading a line Line 1 is marked.');
    await runs('raise ValueError("x" * 50_000_000)\n', /^ValueError: x{100}/);
    expect((await failure().textContent())?.length).toBeLessThan(10_000);
    await runs('import sys\n\nprint("a" * 10)\nsys.exit()\n', 'It ran to its end');
    await expect(bench(page).locator('.step')).toContainText('aaaaaaaaaa');
    expect(complaints).toEqual([]);
  });

  test('finds an application wherever the program has made it, and ends what an earlier one has left', async () => {
    const made = `${header}\ndef create():\n    made = FastAPI()\n    made.add_api_route("/", lambda: {"made": True})\n    return made\n\n\napp = create()\n`;
    await runs(made, '200 OK');
    await expect(bench(page).locator('.step').first()).toContainText('{"made": true}');
    const ticks = `import asyncio\n\n${header}app = FastAPI()\ntasks = []\n\n\nasync def tick():\n    while True:\n        print("tick of the first")\n        await asyncio.sleep(0.05)\n\n\n@app.get("/")\nasync def begin():\n    tasks.append(asyncio.create_task(tick()))\n    await asyncio.sleep(0.2)\n`;
    await runs(ticks, '200 OK');
    await expect(bench(page).locator('.step', { hasText: 'Printed' })).toContainText('tick of the first');
    await runs(
      `import asyncio\n\n${header}app = FastAPI()\n\n\n@app.get("/")\nasync def wait():\n    await asyncio.sleep(0.5)\n    print("the second")\n`,
      '200 OK',
    );
    await expect(bench(page).locator('.step', { hasText: 'Printed' })).toContainText('the second');
    await expect(bench(page)).not.toContainText('tick of the first');
    expect(complaints).toEqual([]);
  });

  test('shows the beginning of what no page can show whole', async () => {
    const long = (body: string) =>
      `from fastapi import FastAPI, Response\n\napp = FastAPI()\n\n\n@app.get("/")\ndef give():\n    return Response(${body})\n`;
    await runs(long('"x\\n" * 200_000'), '200 OK');
    await expect(bench(page).locator('.message').first()).toContainText(/… \d+ more lines$/);
    await runs(long('headers={"x": "y" * 5_000_000}'), 'The program answered with more than a page can take.');
    const talks = `from fastapi import FastAPI, WebSocket\n\napp = FastAPI()\n\n\n@app.websocket("/")\nasync def talk(socket: WebSocket):\n    await socket.accept()\n    await socket.send_text("x" * 20_000_000)\n`;
    await write(page, talks);
    await bench(page).getByRole('button', { name: 'WebSocket', exact: true }).click();
    await bench(page).getByRole('textbox', { name: 'Path of the WebSocket' }).fill('/');
    await press(page, 'Connect');
    const received = bench(page).locator('.step', { hasText: 'WebSocket /' }).locator('.message').first();
    await expect(received).toContainText('…', boot);
    expect((await received.textContent())?.length).toBeLessThan(21_000);
    await bench(page).getByRole('button', { name: 'HTTP request' }).click();
    // A megabyte can be pasted, and no link holds it.
    await write(page, `# ${'x'.repeat(1_000_000)}\n`);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('print("typed")');
    await press(page, 'Copy link');
    await expect(page.locator('#status')).toHaveText('A link holds 100 kB of code; this is more.');
    expect(complaints).toEqual([]);
  });

  test('stops what does not end, says what has ended Python whole, and begins anew', async () => {
    await write(page, `${header}app = FastAPI()\nwhile True:\n    pass\n`);
    await press(page, 'Run');
    await bench(page).getByRole('button', { name: 'Stop' }).waitFor();
    await page.waitForTimeout(1500);
    // Typing does not wait for Python.
    await editor(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# still here');
    expect(await textIn(page)).toContain('# still here');
    await press(page, 'Stop');
    await expect(said(page)).toHaveText('Stopped.', { timeout: 5000 });
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await runs('import os\n\nos._exit(3)\n', /^The program has ended Python: .*exit\(3\)/);
    const waiting = `import os\n\n${header}app = FastAPI()\n\n\n@app.get("/")\ndef end():\n    os._exit(4)\n\n\n@app.get("/other")\ndef other():\n    return "alive"\n`;
    await runs(waiting, /^The program has ended Python: .*exit\(4\)/);
    // What ran is gone: the next request starts it anew by itself.
    await bench(page).getByRole('textbox', { name: 'Path and query' }).fill('/other');
    await bench(page).getByRole('button', { name: 'Send' }).click();
    await expect(said(page)).toHaveText('200 OK', boot);
  });
});

test('without a connection, and nothing kept, a reader is told and can leave', async ({ page, context }) => {
  await page.goto(answer);
  const button = figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true });
  await button.click();
  await expect(bench(page).getByRole('button', { name: 'Load and run' })).toBeFocused();
  await context.setOffline(true);
  await press(page, 'Load and run');
  await expect(said(page)).toHaveText(/offline/, { timeout: 20_000 });
  expect(await faults(page)).toEqual([]);
  await press(page, 'Close');
  await expect(button).toBeFocused();
});

test('a program that a page cannot run says why where its button was', async ({ page }) => {
  await page.goto('/concurrency/rate-limiting/');
  const button = page.getByRole('button', { name: /^Not run here/ }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.bench-reason')).toHaveText(
    'Not run here: SlowAPI starts a thread when it is imported, and Python has but one thread in a browser.',
  );
  await expect(page.locator('.bench-reason')).toBeFocused();
  await expect(bench(page)).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
});

test('loading is seen, heard and cancelled', async ({ page }) => {
  await page.route('**/run/files/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.goto(answer);
  await figure(page, 'catalogue.py').getByRole('button', { name: 'Run catalogue.py', exact: true }).click();
  await press(page, 'Load and run');
  await expect(editor(page)).toBeVisible();
  // Beneath a long editor too.
  await expect(bench(page).getByRole('progressbar', { name: 'Loaded' })).toBeInViewport({ ratio: 1 });
  expect(await faults(page)).toEqual([]);
  await press(page, 'Stop');
  await expect(said(page)).toHaveText('Stopped.');
  await expect(bench(page).getByRole('progressbar', { name: 'Loaded' })).toBeHidden();
});

test('a browser that lacks a part is told which; one without scripts reads what is needed', async ({ browser }) => {
  const bare = await browser.newPage();
  await bare.addInitScript('delete globalThis.WebAssembly');
  await bare.goto(answer);
  await expect(bare.getByRole('button', { name: /^Run / })).toHaveCount(0);
  await bare.goto('/try/');
  await expect(bench(bare)).toHaveText(/This browser has no WebAssembly/);
  await bare.close();
  const old = await browser.newPage();
  await old.addInitScript('delete globalThis.DecompressionStream');
  await old.goto(answer);
  await old.getByRole('button', { name: 'Run catalogue.py', exact: true }).first().click();
  await expect(old.getByRole('alert')).toContainText('This browser has no DecompressionStream');
  await old.close();
  const plain = await browser.newPage({ javaScriptEnabled: false });
  await plain.goto(answer);
  await expect(plain.locator('[data-run]').first()).toBeHidden();
  await plain.goto('/try/');
  await expect(bench(plain)).toContainText('This needs JavaScript, WebAssembly and web workers');
  await expect(plain.locator('.try-example').first()).toBeVisible();
  await plain.close();
});

test('a browser that cannot suspend Python runs programs, and says why tests that use a TestClient fail', async ({
  page,
}) => {
  // In the text of the worker, the browser loses what it has for it.
  const start = 'const nowhere';
  await page.route('**/_astro/runner.*.js', async (route) => {
    const text = await (await route.fetch()).text();
    expect(text).toContain(start);
    const body = text.replace(start, `delete WebAssembly.Suspending; delete WebAssembly.promising; ${start}`);
    await route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.goto('/testing/testing-apps/');
  await run(page, 'test_orders.py', '6 failed');
  await expect(bench(page).getByRole('note')).toContainText('This browser cannot suspend Python (it has no JSPI)');
  await figure(page, 'orders.py').getByRole('button', { name: 'Run orders.py', exact: true }).click();
  const other = page.getByRole('region', { name: 'orders.py, run here', exact: true });
  await other.getByRole('textbox', { name: 'Path and query' }).fill('/openapi.json');
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(other.locator('[role=status]')).toHaveText('200 OK', boot);
});

// Each starts Python anew: on a dark, small phone in npm test; one by one at night, with WHOLE.
const phone = { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true };
const views: { [name: string]: BrowserContextOptions } = process.env['WHOLE']
  ? { 'small phone': phone, 'dark theme': { colorScheme: 'dark' }, 'forced colors': { forcedColors: 'active' } }
  : { 'small phone, dark theme': { ...phone, colorScheme: 'dark' } };
for (const [name, view] of Object.entries(views)) {
  test(`the bench fits and is clean (${name})`, async ({ browser }) => {
    const page = await browser.newPage({ ...view, permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto('/try/');
    await expect(editor(page)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    const small = await page.locator('run-bench :is(button, input, select, summary)').evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return height && (height < 44 || width < 44) ? [one.outerHTML.slice(0, 80)] : [];
      }),
    );
    if (view.isMobile) expect(small).toEqual([]);
    await page.goto(answer);
    await run(page, 'catalogue.py', '200 OK, as recorded');
    await change(page, '{"book_id": book_id}', '{"book_id": book_id * 2}');
    await press(page, 'Repeat all');
    await expect(said(page)).toHaveText(/of 6 steps as recorded/, boot);
    await expect(bench(page).locator('.step').first()).toBeInViewport();
    // What a bar covers while one reads on is no fault of it.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await faults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      view.viewport?.width ?? 1280,
    );
    await page.close();
  });
}
