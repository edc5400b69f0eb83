/** What engine and bench of "Run it here" say to each other. Everything that comes from Python is plain text: show it as text, never as markup. */

/** A file laid into the working directory of the Python process. */
export interface RunFile {
  readonly name: string;
  readonly text: string;
}

/** Names and values in their order; a name may stand there twice. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A request as a reader writes it. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: string;
}

/** What came back; all headers, names in lower case. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Whether the body was longer than is kept. */
  readonly truncated: boolean;
}

/** What could not be done: `sentence` says why, `traceback` is what Python printed, where it was Python. */
export interface Failed {
  readonly failed: true;
  readonly sentence: string;
  readonly traceback: string;
}

/** One message of a conversation; `close` is its code, with the reason behind it. */
export interface Said {
  readonly from: 'client' | 'server' | 'close';
  readonly text: string;
}

/** A recorded step that can be repeated. */
export type RunStep = {
  /** Its name in the record, and what a page calls it: `GET /books/7`. */
  readonly step: string;
  readonly title: string;
  /** What answers it, where that is not the program's `app`. */
  readonly app?: string;
  /** What must have been sent to a fresh process before it, in this order. */
  readonly before: readonly Sent[];
} & (
  | {
      readonly kind: 'http';
      readonly sent: Sent;
      /** What other clients send at the same time. */
      readonly beside: readonly Sent[];
      readonly recorded: Recorded;
    }
  | {
      readonly kind: 'websocket';
      readonly target: string;
      readonly headers: Headers;
      readonly guest?: Guest | undefined;
      /** Whether the client sends its messages as bytes. */
      readonly isBinary: boolean;
      readonly recorded: readonly Said[];
    }
);

/** Somebody else in a conversation: comes once `after` messages have been heard or sent, says something and leaves. */
export interface Guest {
  readonly after: number;
  readonly target: string;
  readonly headers: Headers;
  readonly says: readonly string[];
}

/** What a record keeps of a response: the headers that matter, the body as the page shows it; `…` stands for what varies. */
export interface Recorded {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A program that runs in a page. */
export interface Runnable {
  /** `catalogue.py`: the program shown. */
  readonly file: string;
  /** What answers requests, `catalogue:app`; empty for a script or tests. */
  readonly app: string;
  /** The program and the files it imports, without marks of regions and points. */
  readonly files: readonly RunFile[];
  /** Environment variables that its tests set. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of packs beyond the base. */
  readonly packs: readonly string[];
  readonly kind: 'http' | 'websocket' | 'pytest' | 'script';
  readonly steps: readonly RunStep[];
  /** Steps of its record that are not repeated here, each with one sentence for readers. */
  readonly others: readonly { readonly step: string; readonly reason: string }[];
}

/** One answer's programs, `/run/<section>/<question>.json`: fetched on the first press of "Run". */
export interface AnswerRuns {
  readonly manifest: Manifest;
  readonly programs: readonly Runnable[];
  /** The programs that do not run in a page, each with one sentence for readers. */
  readonly absent: readonly { readonly file: string; readonly reason: string }[];
}

/** A file that is fetched before the first run. */
export interface Asset {
  readonly name: string;
  /** Below the site's base, hashed, without the compression that is its ending: `run/files/base.1a2b3c4d`. */
  readonly path: string;
  /** As it travels: in the form that every browser inflates, and in the smaller one, where it is made. */
  readonly bytes: { readonly gzip: number; readonly brotli?: number };
}

/** All that a page may have to fetch: what every run needs (the last is the pack `base`), and the packs that some need. */
export interface Manifest {
  readonly core: readonly Asset[];
  readonly packs: readonly Asset[];
  /** The modules that can be imported, by the pack that has them; `base` is always there. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}

/** The outcome of one test. */
export interface TestResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What pytest printed of a failure. */
  readonly message: string;
}

/** What pytest found. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly TestResult[];
  /** What pytest printed, whole. */
  readonly output: string;
}

/** What is started: files and what answers; `file` is run where there is no app. */
export interface Start {
  readonly file: string;
  readonly app: string;
  readonly files: readonly RunFile[];
  readonly env: Readonly<Record<string, string>>;
  readonly packs: readonly string[];
}

/** A program that has been started; `output` is what it printed while it was imported. */
export interface Started {
  readonly failed: false;
  readonly output: string;
  /** Whether an application answers requests. */
  readonly serves: boolean;
  /** Whether what waits for Python can be tested here (JSPI); without it `TestClient` does not run. */
  readonly suspends: boolean;
}

/** An open WebSocket. */
export interface Conversation {
  /** Says something as the client: a text, or its bytes. */
  send(text: string, isBinary?: boolean): void;
  close(): void;
}
