import { z } from 'astro/zod';
import { countWords, plainText } from './text.ts';

/** A line of text, with inline Markdown; what is longer than a paragraph is none. */
const line = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(1500, 'must have 1500 characters at most')
  .regex(/[\p{L}\p{N}]/u, 'must have a word');
/** A name: it stands in lists and in the titles of files, which have no second line. */
const name = line.regex(/^.*$/, 'must be one line');
/** A line of plain text. */
const phrase = name.max(100, 'must have 100 characters at most');
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"');
const number = z.int().positive();
const level = z.enum(['junior', 'mid', 'senior']);
const fragment = z.string().regex(/^[a-z0-9][\w.-]*$/, 'must be a fragment such as q7-say');
/** The name of a file in the answer's own folder. */
const fileName = z.string().regex(/^\w[\w.-]*$/, 'must be the name of a file in the same folder');

/** A day; YAML of version 1.1, which Astro reads, makes a date of it where it stands without quotes. */
const day = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.iso.date('must be a day such as 2026-11-26'),
);

/** What a text rests on: a primary source. */
const source = z.strictObject({
  title: name.max(120, 'must have 120 characters at most'),
  url: z.url({ protocol: /^https$/, error: 'must be an address that starts with https://' }),
  /** What the source speaks of, with its version where it has one: `FastAPI 0.121.0 release notes`, `RFC 9110`. */
  about: phrase,
  /** The day on which a page that has no version was read. */
  read: day.optional(),
});

const words = (least: number, most: number) =>
  line.superRefine((text, ctx) => {
    const count = countWords(plainText(text));
    if (count < least || count > most) {
      ctx.addIssue({ code: 'custom', message: `has ${count} words; it must have ${least} to ${most}` });
    }
  });

/** An entry of content/sections.yaml. */
export const sectionSchema = z.strictObject({
  /** The first part of the section's URLs. */
  id: slug,
  title: phrase.max(40, 'must fit the navigation: 40 characters at most'),
  /** One emoji that stands before the title. */
  icon: z.string().regex(/^\p{RGI_Emoji}$/v, 'must be one emoji'),
  /** Opens the chapter and describes it to search engines. */
  introduction: words(30, 90),
  /** The folders of its answers, in the order in which they are read. */
  questions: z.array(slug).min(1),
});

/** The front matter of an answer. */
export const answerSchema = z.strictObject({
  /** The permanent id: never reused, never renumbered. */
  number,
  /** The source's wording. */
  question: name.regex(/[?.]$/, 'must end with "?" (or "." for a request)'),
  /** The short name, for navigation. */
  title: name.max(42, 'must fit the navigation: 42 characters at most'),
  level,
  tags: z.array(slug).min(1).max(6),
  /** Other ways in which people ask this question or name its subject. */
  asked: z.array(phrase).min(6).max(12),
  /** The spoken answer: true on its own, no code blocks. */
  say: words(50, 80),
  /** What separates one level's answer from another's. */
  listens: z
    .array(z.strictObject({ level, hear: line }))
    .min(3)
    .max(5),
  pitfalls: z
    .array(
      z.strictObject({
        write: line,
        happens: line,
        instead: line,
        /** The file that was run to show it. */
        program: fileName,
        /** A named region of that file, where not all of it is to be shown. */
        region: slug.optional(),
        /** The steps of its record that show what happens. */
        steps: z.array(slug).min(1),
      }),
    )
    .min(1)
    .max(3),
  corrections: z
    .array(
      z.strictObject({
        said: line,
        truth: line,
        /** Release since which the correction holds. */
        since: phrase.regex(/^\p{L}[\w.-]* \d/u, 'must begin with a name and a version').optional(),
        /** Claims of the source, by their number, that this corrects. */
        claims: z.array(number).optional(),
      }),
    )
    .min(1),
  /** Faulty claims of the source that another part deals with: claim → part. */
  handled: z
    .record(z.string().regex(/^\d+$/, 'must be the number of a claim'), z.enum(['how-it-works', 'example', 'pitfalls']))
    .optional(),
  next: z
    .array(
      z.strictObject({
        ask: name.regex(/\?$/, 'must end with "?"').max(150, 'must have 150 characters at most'),
        reply: line,
        answer: number.optional(),
      }),
    )
    .min(2)
    .max(4),
  /** Answers to read before this one. */
  buildsOn: z.array(number).default([]),
  /** Answers whose subject is easily taken for this one. */
  contrastsWith: z.array(number).default([]),
  sources: z.array(source).min(2),
  /** Packages of the lock file whose versions matter here besides FastAPI, Starlette and Pydantic. */
  packages: z.array(line).default([]),
});

/** The front matter of an answer, as its file has it. */
export type AnswerData = z.infer<typeof answerSchema>;

/** An entry of content/changes.yaml. */
export const changeSchema = z.strictObject({
  date: day,
  /** Packages that moved, each as `name version`. */
  releases: z
    .array(z.string().regex(/^[a-z0-9._-]+ \d[\w.+-]*$/i, 'must be a name and a version: fastapi 0.165.0'))
    .min(1),
  /** Answers whose records changed with them, as `section/question`. */
  answers: z.array(line),
  /** What readers should know of it, in a sentence. */
  note: line.optional(),
});

/** content/home.yaml: what the home page shows. */
export const homeSchema = z.strictObject({
  specimen: z.strictObject({
    /** The number of the answer that corrects it. */
    answer: number,
    /** What is often said, in the words of the correction. */
    said: line,
    /** A program of that answer, and the step of its record that bears the correction out. */
    program: fileName,
    step: slug,
  }),
});

/** A place that a term leads to: the number of an answer, or the fragment of a part of one. */
const place = z.union([number, fragment], 'must be the number of an answer, or a fragment such as q7-say');

/** content/topics.yaml: what the index has beside tags and the names in programs. */
export const topicsSchema = z.strictObject({
  /** Names in programs that nobody would look up. */
  without: z.array(line),
  terms: z.array(
    z
      .strictObject({
        /** The term; that of a tag, written as it is to be read, gets the answers with that tag too. */
        term: phrase,
        /** Other words for it, each with a line of its own in the alphabet. */
        also: z.array(phrase).default([]),
        /** Tags whose answers it leads to, where they are not spelled like it. */
        tags: z.array(slug).default([]),
        /** The places that explain it, the best first. */
        places: z.array(place).default([]),
        /** Where no answer holds it: what there is to say, in a sentence, and the source of that. */
        say: line.optional(),
        source: source.optional(),
      })
      .refine(({ say, source }) => !say === !source, 'must have both `say` and `source`, or neither'),
  ),
});

/** content/topics.yaml, as the file has it. */
export type TopicsData = z.infer<typeof topicsSchema>;

const path = z.string().regex(/^\/([a-z0-9-]+\/){1,2}$/, 'must be /section/ or /section/question/');

const moves = (address: z.ZodString) =>
  z
    .record(address, address)
    .nullable()
    .transform((lines) => lines ?? {});

/** content/forwards.yaml: old path → new path, old fragment → new fragment. A key may stand without any line below it. */
export const forwardsSchema = z.strictObject({ pages: moves(path), fragments: moves(fragment) });

const claim = z.string().regex(/^[1-9]\d*$/, 'must be a number');

/** content/questions.yaml: number → its address and the source's wording, both kept for good. */
export const questionsSchema = z.record(
  claim,
  z.strictObject({ path: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be section/question'), question: line }),
);

/** content/faults.yaml: question → claim of the source → what is the matter with it. */
export const faultsSchema = z.record(claim, z.record(claim, line));

/** content/deck.yaml, which `npm run permalinks` writes: number → what its note held when it last changed, and when, in seconds since 1970. */
export const deckSchema = z
  .record(
    claim,
    z.strictObject({
      hash: z.string().regex(/^[0-9a-f]{12}$/, 'must be 12 digits of a hash'),
      at: z.int().min(1_500_000_000, 'must be seconds since 1970').max(4_000_000_000, 'must be seconds since 1970'),
    }),
  )
  .nullable();

/** content/phrasings.yaml and errors.yaml: question → ways to ask it, a line each. */
export const phrasingsSchema = z.record(claim, z.string());

/** content/glossary.yaml: another world → what is typed there → the same in words of the answers. */
export const glossarySchema = z.record(line, z.record(line, line));

const programName = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+\/\w+\.py$/, 'must be a program, as section/question/program.py');
const stepName = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be the name of a step');
const appName = z.string().regex(/^\w+:[\w.]+$/, 'must be module:name');
const texts = z.record(line, z.string());

/** content/run.yaml: what the programs that run in a page are given, and why others, and some of their steps, do not. */
export const runSchema = z.strictObject({
  /** Sentences for readers that several programs or steps share, by a name. */
  reasons: z.record(z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'must be lower-case words joined by "-"'), line),
  /** Modules that no page can import, each with its reason: a name or a sentence. */
  modules: z.record(line, line),
  programs: z.record(
    programName,
    z.strictObject({
      /** Why the program does not run in a page: the name of a reason, or a sentence. */
      without: line.optional(),
      /** What answers requests, where it is not the program's own `app`, and by step, where it is another one. */
      app: appName.optional(),
      apps: z.record(stepName, appName).optional(),
      /** Environment variables that its tests set. */
      env: texts.optional(),
      /** Files that its tests make. */
      files: texts.optional(),
      /** By step, why it is not repeated: the name of a reason, or a sentence. */
      steps: z.record(stepName, line).optional(),
      /** By step, what is sent before it: steps of the record, or requests such as `POST /path {"a": 1}`. */
      before: z.record(stepName, z.array(line).min(1)).optional(),
      /** By step, headers that its record leaves out or masks; an empty one is not sent. */
      headers: z.record(stepName, texts).optional(),
      /** By step, what other clients send at the same time; their responses are not waited for. */
      beside: z.record(stepName, z.array(line).min(1)).optional(),
      /** By conversation, somebody else who comes once so many messages have been heard, says something and leaves. */
      guests: z
        .record(
          stepName,
          z.strictObject({ after: z.int().min(0), target: line, headers: texts, says: z.array(line).optional() }),
        )
        .optional(),
      /** Conversations whose client sends its messages as bytes. */
      binary: z.array(stepName).optional(),
    }),
  ),
});
/** What content/run.yaml says. */
export type RunSettings = z.infer<typeof runSchema>;

/** The name of an exercise, for good: links and shared rounds hold it. */
const exerciseName = slug.max(40, 'must have 40 characters at most');

/** content/mistakes.yaml: name → an exercise of "Which sentence is wrong?". */
export const mistakesSchema = z.record(
  exerciseName,
  z.strictObject({
    /** The number of the answer that corrects it. */
    answer: number,
    /** What that answer corrects: the words of a correction (`said`) or of a pitfall (`write`). */
    said: line,
    /** The wrong sentence, where those words are none, or are not plainly wrong. */
    wrong: line.optional(),
    /** The right sentence in its place, with a mark that leads to what shows it. */
    right: line,
    /** The true sentences beside it, each with a mark. */
    beside: z.array(line).min(2).max(3),
    /** A recorded step that shows it, where no pitfall does. */
    run: z.strictObject({ program: fileName, step: slug }).optional(),
  }),
);

/** content/predictions.yaml: name → an exercise of "Predict the output". */
export const predictionsSchema = z.record(
  exerciseName,
  z.strictObject({
    answer: number,
    /** A program of that answer, or a region of it where the rest tells nothing. */
    program: fileName,
    region: slug.optional(),
    /** A recorded exchange over HTTP. */
    step: slug,
    /** What one has to know beside program and request. */
    given: line.optional(),
    /** Why this comes back, with its marks; without it, what the pitfall says that shows the step. */
    why: line.optional(),
  }),
);
