if (self.origin === 'null') {
  addEventListener('message', ({ source, data: { code, given }, ports }) => {
    if (source !== parent) return;
    const worker = new Worker(URL.createObjectURL(new Blob(code, { type: 'text/javascript' })));
    worker.onerror = ({ message }) => parent.postMessage(`${message}`, '*');
    worker.postMessage(given, [...ports, given.wasm, given.library, ...given.packs]);
  });
  parent.postMessage('', '*');
}
