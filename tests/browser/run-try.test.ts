import { expect, type Page, test } from 'playwright/test';
import { complaintsOf } from './complaints.ts';
import { bench, boot, editor, faults, press, said, textIn, write } from './run-bench.ts';

test.describe.configure({ timeout: 300_000 });

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
