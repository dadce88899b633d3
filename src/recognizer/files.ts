import { z } from 'zod'
import type { Item } from '../catalog/items.js'
import type { TitleUse as Use } from '../catalog/title-use.js'
import { HuggingFaceRecord } from '../nlp/encoder/huggingface/record.js'
import { ENCODER_KINDS } from '../nlp/encoder/kinds/kind.js'
import { NGRAM_UNITS } from '../nlp/encoder/ngrams.js'
import { LANGUAGES } from '../nlp/text/language.js'

/** Names of the files of a bundle. */
export const FILES = {
  encoder: 'encoder.onnx',
  encoderRecord: 'encoder.json',
  compounds: 'compounds.json',
  words: 'words.json',
  vectors: 'vectors.safetensors',
  wordGraph: 'words.hnsw',
  contextGraph: 'contexts.hnsw',
  itemGraph: 'items.hnsw',
  items: 'items.json',
  titleUse: 'titles.json',
  domain: 'domain.json',
  counts: 'aspects.safetensors',
  lexicon: 'lexicon.json',
  curves: 'training-curves.svg',
  curvesData: 'training-curves.json',
  confidence: 'confidence.svg',
  confidenceData: 'confidence.json',
} as const

const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isString = (value: unknown): value is string => typeof value === 'string'
const areStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every(isString)

// Long lists in one pass: parsing them value by value would take a fifth of a second of every start.
const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every(isNumber), 'no list of numbers')
const strings = z.custom<string[]>(areStrings, 'no list of strings')
const names = z.record(z.string(), z.string())
const share = z.number().min(0).max(1)

const calibrated = {
  calibration: z.object({ temperature: z.number().positive(), bias: numbers, priors: numbers }),
  /** Bundles of the first version have none. */
  threshold: z.object({ confidence: share, coverage: share, accuracy: share }).optional(),
}

/** An encoder of our own, or the head that reads a model in Hugging Face layout. */
export const EncoderRecord = z.union([
  z.object({
    model: z.undefined().optional(),
    vocabulary: z.object({ words: strings, buckets: z.int().positive(), ngrams: z.enum(NGRAM_UNITS).optional() }),
    // What is optional, bundles of the first version do not have.
    config: z.object({
      kind: z.enum(ENCODER_KINDS).optional(),
      maxLength: z.int().positive(),
      sentences: z.int().positive().optional(),
      padding: z.enum(['post', 'pre']).optional(),
      cleaning: z.object({ lowercase: z.boolean(), stripAccents: z.boolean() }).optional(),
      widths: z.array(z.int().positive()).optional(),
      heads: z.int().positive().optional(),
      classes: z.int().positive(),
    }),
    ...calibrated,
  }),
  z.object({ vocabulary: z.undefined().optional(), config: z.undefined().optional(), model: HuggingFaceRecord, ...calibrated }),
])

export const Compounds = z.object({
  version: z.literal(1),
  /** Of the reviews; bundles of the first version are Korean. */
  language: z.enum(LANGUAGES).optional(),
  pairs: z.array(z.tuple([z.string(), z.string()])),
})

export const Words = z.object({ words: strings, counts: numbers })

const itemOf = ({ id, title, aliases, titleEn, year, genres, countries, directors, actors, source }: Item): Item => ({
  id,
  title,
  aliases,
  titleEn,
  year,
  genres,
  countries,
  directors,
  actors,
  source,
})
const isItem = (value: unknown): value is Item => {
  if (typeof value !== 'object' || value === null) return false
  const { id, title, aliases, titleEn, year, genres, countries, directors, actors, source } = value as Record<string, unknown>
  const lists = [aliases, genres, countries, directors, actors]
  return [id, title, titleEn, source].every(isString) && lists.every(areStrings) && (year === null || isNumber(year))
}

export const Items = z
  .custom<Item[]>((value) => Array.isArray(value) && value.every(isItem), 'no list of items')
  .transform((items) => items.map(itemOf))

const isUse = (value: unknown): boolean => Array.isArray(value) && value.length === 3 && value.every(isNumber)

export const TitleUse = z.object({
  reviews: z.number(),
  names: z.custom<Use['names']>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isUse),
    'no counts by name',
  ),
})

export const Domain = z.object({
  name: z.string(),
  targets: z.array(z.string()).min(2),
  aspects: z.array(z.object({ name: z.string(), words: strings, display: names })),
  slang: names,
  titles: z.object({ nouns: strings, seen: strings, judged: strings, ordinary: strings, replies: strings }),
})

const pair = z.tuple([z.number(), z.number()])

/** Column by column: `words[i]` has `documents[i]`, `tfidf[i]`, `gradcam[i]` and `labels[i]`. */
export const Lexicon = z.object({
  words: strings,
  documents: z.array(z.tuple([z.number(), z.number(), z.number()])),
  tfidf: z.array(pair),
  gradcam: z.array(pair),
  labels: z.array(z.union([z.literal(0), z.literal(1), z.literal(2)])),
})
