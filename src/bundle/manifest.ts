import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const MANIFEST = 'manifest.json'
/** Changes when an older reader would misread the folder. */
export const FORMAT = 1

export const LIMITS = { manifestBytes: 1 << 20, files: 64, totalBytes: 2 ** 30 } as const

const count = z.int().nonnegative()
const text = z.string().min(1).max(200)

/** A plain name: no path parts, no hidden file, nothing that a file system reads otherwise. */
export const fileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .refine((name) => name.toLowerCase() !== MANIFEST && !name.endsWith('.'))

const fileRecord = z.strictObject({
  /** Lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: count,
})

export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  domain: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  /** Program and version that wrote it. */
  createdBy: text,
  files: z
    .record(fileName, fileRecord)
    .refine((files) => Object.keys(files).length <= LIMITS.files, `more than ${LIMITS.files} files`),
  trainedOn: z.strictObject({
    /** Reviews trained on, without those of the next two. */
    reviews: count,
    /** Reviews left out by id. */
    excluded: count,
    /** Reviews held back for validation. */
    validation: count,
    /** Items that have a title. */
    items: count,
    /** Fingerprint of the corpus as it was read. */
    corpus: text,
  }),
  seed: count,
  /** Options of the training run. */
  options: z.record(z.string(), z.unknown()),
  steps: z
    .array(z.strictObject({ name: text, seconds: z.number().nonnegative(), peakMegabytes: z.number().nonnegative() }))
    .max(100),
  /** Measured figures by name, e.g. { macroF1: 0.66 }. */
  figures: z.record(z.string(), z.number()),
})

export type Manifest = z.infer<typeof manifestSchema>

/** What the writer is told; the rest of the manifest it finds itself. */
export type BundleFacts = Pick<Manifest, 'domain' | 'trainedOn' | 'seed' | 'figures' | 'steps'> &
  Partial<Pick<Manifest, 'options'>>

/** The first thing that a schema found wrong, on one line: where, then what. */
export function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  const where = issue.path.map(String).join('.').slice(0, 100)
  return where ? `${where}: ${issue.message}` : issue.message
}

export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return `malgwi ${version}`
}
