import './continue-reading.ts';
import './copy-code.ts';
import './copy-link.ts';
import './neighbor-keys.ts';
import './open-search.ts';
import './open-target.ts';
import './page-parts.ts';
import './reading-bar.ts';
import './run-program.ts';
import './select-passage.ts';
import './theme-switch.ts';
import { recall } from './storage.ts';

if (document.querySelector('topic-filter')) void import('./topic-filter.ts');
if (recall('rehearsed')) void import('./rehearsed.ts').then(({ showRehearsed }) => showRehearsed());
