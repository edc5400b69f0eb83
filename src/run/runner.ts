import frameScript from './frame.inline.js?raw';
import { limits } from './limits.ts';
import type { Conversation, Failed, Headers, Manifest, Received, Said, Sent, Start, Started, TestReport } from './protocol.ts';
import { fetchAssets } from './store.ts';
import workerScript from './worker.js?raw';

const harness = Object.entries(import.meta.glob<string>('./python/*.py', { query: '?raw', import: 'default', eager: true }))
  .map(([path, text]) => ({ name: path.slice('./python/'.length), text }));
