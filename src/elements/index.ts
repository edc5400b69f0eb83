import './continue-reading.ts';
import './copy-code.ts';
import './copy-link.ts';
import './neighbor-keys.ts';
import './open-search.ts';
import './open-target.ts';
import './page-parts.ts';
import './prefetch.ts';
import './proof-names.ts';
import './reading-bar.ts';
import './run-program.ts';
import './select-passage.ts';
import './theme-switch.ts';
import './wrap-code.ts';
import { recall } from './storage.ts';

if (document.querySelector('topic-filter')) void import('./topic-filter.ts');
if (document.querySelector('offline-copy')) void import('./offline-copy.ts');
if (recall('rehearsed')) void import('./rehearsed.ts').then(({ showRehearsed }) => showRehearsed());
// Only readers who asked for a copy to keep have a worker.
if (navigator.serviceWorker?.controller) void import('./kept-news.ts');
