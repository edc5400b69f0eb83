/**
 * The worker in the frame: boots Python from the bytes it is given and does what the page asks. Its text stands behind the bundle of
 * Pyodide, which defines `loadPyodide` and `createPyodideModule`. Python can reach all of it: the page trusts nothing that comes from here.
 */
/* global loadPyodide, createPyodideModule */
const nowhere = 'https://python.invalid/';
const site = '/lib/python3.14/site-packages';
const lock = {
  info: { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2' },
  packages: {},
};

/** Boots Python; `write` takes what it prints. Pyodide would fetch its files, which the policy forbids: it is given the bytes instead. */
async function boot({ wasm, library, harness }, write) {
  const { fetch } = self;
  self.fetch = async (url) =>
    String(url).endsWith('.wasm')
      ? new Response(wasm, { headers: { 'content-type': 'application/wasm' } })
      : new Response(library);
  const python = await loadPyodide({
    indexURL: nowhere,
    packageBaseUrl: nowhere,
    stdLibURL: `${nowhere}library.zip`,
    lockFileContents: JSON.stringify(lock),
    createPyodideModule,
  });
  self.fetch = fetch;
  // Nobody types: whoever reads a line finds the end of the input, and not a dialog that there is none of.
  python.setStdin({ stdin: () => null });
  for (const setStream of ['setStdout', 'setStderr']) {
    const decoder = new TextDecoder();
    python[setStream]({
      write(bytes) {
        write(decoder.decode(bytes, { stream: true }));
        return bytes.length;
      },
    });
  }
  python.FS.mkdirTree(`${site}/in_the_page`);
  for (const { name, text } of harness) python.FS.writeFile(`${site}/in_the_page/${name}`, text);
  return python;
}

/** Tells what is printed in few messages, however much that is: Python may print for long without letting a timer run. */
function gather(tell) {
  let waiting = '';
  let last = 0;
  let timer;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    if (waiting) tell(waiting);
    waiting = '';
  };
  const add = (text) => {
    waiting += text;
    if (performance.now() - last > 50) flush();
    else timer ??= setTimeout(flush, 50);
  };
  return { add, flush };
}

/** Calls Python so that what it calls may wait for JavaScript, where the browser can suspend (JSPI). */
const call = (callable, ...words) =>
  'Suspending' in WebAssembly ? callable.callPromising(...words) : callable(...words);

self.onmessage = async ({ data, ports: [port] }) => {
  self.onmessage = null;
  const say = (message) => port.postMessage(message);
  try {
    const printed = gather((text) => say({ kind: 'output', text }));
    const python = await boot(data, printed.add);
    const unpack = (packs) => {
      for (const pack of packs) python.unpackArchive(pack, 'zip', { extractDir: site });
    };
    // What ends Python whole, such as the exit of its process or a stack that overflows, answers nothing.
    python._api.on_fatal = (error) => {
      printed.flush();
      say({ kind: 'broken', text: error.message ?? String(error) });
    };
    unpack(data.packs);
    const { Runner } = python.pyimport('in_the_page.runner');
    const runner = Runner();
    const said = (key, from, text) => say({ kind: 'said', key, from, text });
    port.onmessage = async ({ data: { id, ask, packs = [], words } }) => {
      unpack(packs);
      const answer = await call(runner.answer, ask, JSON.stringify(words), said);
      printed.flush();
      say({ kind: 'answer', id, answer });
    };
    say({ kind: 'ready', suspends: await call(python.pyimport('pyodide.ffi').can_run_sync) });
  } catch (error) {
    say({ kind: 'broken', text: String(error) });
  }
};
