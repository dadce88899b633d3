import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Compounds } from './compounds.js'
import type { CoarseTag, TokenForm } from './morpheme.js'

/** Documents as numbers: tokens[offsets[d] … offsets[d + 1]) are the form numbers of document d. */
export interface TokenisedCorpus {
  /** Most frequent first. */
  forms: TokenForm[]
  /** How often each form occurs. */
  counts: Uint32Array
  tokens: Uint32Array
  /** Documents + 1. */
  offsets: Uint32Array
  /** What was glued; the tokenizer that serves must be opened with the same. */
  compounds: Compounds
}

type FormRow = [surface: string, lemma: string, tag: CoarseTag, initial: 0 | 1, count: number]

interface Header {
  version: 1
  /** Of the texts and the settings they were tokenised with. */
  fingerprint: string
  compounds: Compounds
  forms: FormRow[]
}

const HEADER = 'corpus.json'
const TOKENS = 'tokens.u32'
const OFFSETS = 'offsets.u32'

/** Writes the three files corpus.json, tokens.u32 and offsets.u32 (little-endian); the header last, so that it vouches for the others. */
export async function saveTokenisedCorpus(corpus: TokenisedCorpus, dir: string, fingerprint: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeAtomically(join(dir, TOKENS), bytesOf(corpus.tokens))
  await writeAtomically(join(dir, OFFSETS), bytesOf(corpus.offsets))
  const forms = corpus.forms.map((f, i): FormRow => [f.surface, f.lemma, f.tag, f.initial ? 1 : 0, corpus.counts[i]])
  const header: Header = { version: 1, fingerprint, compounds: corpus.compounds, forms }
  await writeAtomically(join(dir, HEADER), JSON.stringify(header))
}

/** Reads what saveTokenisedCorpus wrote; undefined where there is nothing, or it has another fingerprint than the one given. */
export async function loadTokenisedCorpus(dir: string, fingerprint?: string): Promise<TokenisedCorpus | undefined> {
  const header = await readJson<Header>(join(dir, HEADER))
  if (header?.version !== 1 || (fingerprint !== undefined && header.fingerprint !== fingerprint)) return undefined
  return {
    forms: header.forms.map(([surface, lemma, tag, initial]) => ({ surface, lemma, tag, initial: initial === 1 })),
    counts: Uint32Array.from(header.forms, (row) => row[4]),
    tokens: await readNumbers(join(dir, TOKENS)),
    offsets: await readNumbers(join(dir, OFFSETS)),
    compounds: header.compounds,
  }
}

export async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, data)
  await rename(temporary, path)
}

/** Parsed JSON; undefined where the file is missing or was not written to its end. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export function bytesOf(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

async function readNumbers(path: string): Promise<Uint32Array> {
  const bytes = await readFile(path)
  const numbers = new Uint32Array(Math.floor(bytes.length / 4))
  bytesOf(numbers).set(bytes.subarray(0, numbers.byteLength))
  return numbers
}
