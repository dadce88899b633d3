import { z } from 'zod'

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
} as const

const numbers = z.array(z.number())
const strings = z.array(z.string())
const names = z.record(z.string(), z.string())

export const EncoderRecord = z.object({
  vocabulary: z.object({ words: strings, buckets: z.int().positive() }),
  config: z.object({ maxLength: z.int().positive(), classes: z.int().positive() }),
  calibration: z.object({ temperature: z.number().positive(), bias: numbers, priors: numbers }),
})

export const Compounds = z.object({ version: z.literal(1), pairs: z.array(z.tuple([z.string(), z.string()])) })

export const Words = z.object({ words: strings, counts: numbers })

export const Items = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    aliases: strings,
    titleEn: z.string(),
    year: z.number().nullable(),
    genres: strings,
    countries: strings,
    directors: strings,
    actors: strings,
    source: z.string(),
  }),
)

export const TitleUse = z.object({
  reviews: z.number(),
  names: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
})

export const Domain = z.object({
  name: z.string(),
  targets: strings.min(2),
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
