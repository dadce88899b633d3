import { setImmediate as nextTurn } from 'node:timers/promises'
import { openBundle } from '../bundle/open.js'
import { reviewsOf } from '../catalog/counts.js'
import { openTitleRecogniser } from '../catalog/titles.js'
import { readWishWords } from '../catalog/wish-words.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { openTrained } from '../nlp/encoder/open.js'
import type { EngineName } from '../nlp/tensor/engine.js'
import { compileLinderaBeside, openLindera } from '../nlp/text/lindera.js'
import { openTokenizer, type Tokenizer } from '../nlp/text/tokenizer.js'
import type { Recognizer } from './contract.js'
import { Compounds, EncoderRecord, FILES } from './files.js'
import { type Catalog, openCatalog } from './open-catalog.js'
import { type OpenedVectors, openVectors } from './open-vectors.js'
import { makeRecognizer, type PhraseReader } from './recognizer.js'
import { openVectorQueries, type VectorQueries } from './vector-queries.js'

/** For bundles that do not say from where their encoder is sure enough: what the first of them was given by hand. */
const UNSTATED_THRESHOLD = 0.5

/** A recogniser with the parts that it was made of. */
export interface OpenedRecognizer extends Recognizer, PhraseReader {
  readonly catalog: Catalog
  readonly tokenizer: Tokenizer
  readonly encoder: Encoder
  readonly vectors: OpenedVectors
  readonly vectorQueries: VectorQueries
}

/**
 * Opens a bundle for one utterance after the other.
 *
 * @throws MalgwiError BUNDLE_MISSING, BUNDLE_MISSING_FILE, BUNDLE_CORRUPT, BUNDLE_FORMAT, MODEL_INVALID, INDEX_BROKEN
 */
export async function openRecognizer(dir: string, options: { engine: EngineName; threads: number }): Promise<OpenedRecognizer> {
  const bundle = openBundle(dir)
  const compounds = bundle.json(FILES.compounds, Compounds)
  const compiling = (compounds.language ?? 'ko') === 'ko' ? compileLinderaBeside() : null
  const reading = bundle.bytesBeside(FILES.encoder)
  // Whoever waits for it hears of it.
  reading.catch(() => undefined)
  const record = bundle.json(FILES.encoderRecord, EncoderRecord)
  // Each part takes a good part of a second; who is waiting meanwhile, such as a probe of the server, gets an answer between two.
  await nextTurn()
  if (compiling) openLindera(await compiling)
  const tokenizer = openTokenizer({ compounds })
  await nextTurn()
  const catalog = openCatalog(bundle)
  await nextTurn()
  const vectors = openVectors(bundle, catalog.domain.targets, catalog.items.length)
  await nextTurn()
  const titles = openTitleRecogniser(catalog.items, (id) => reviewsOf(catalog.counts, catalog.numberOf.get(id)!), {
    use: catalog.titleUse,
    hints: catalog.domain.titles,
  })
  // The model's library reads files of its own accord: they are checked first.
  for (const name of record.model?.files ?? []) await bundle.bytesBeside(name)
  const encoder = await openTrained(record, await reading, bundle.dir, options)
  const wishes = readWishWords(catalog.domain.name)
  const sure = record.threshold?.confidence ?? UNSTATED_THRESHOLD
  return Object.assign(makeRecognizer({ encoder, tokenizer, catalog, vectors, titles, wishes, threshold: sure }), {
    catalog,
    tokenizer,
    encoder,
    vectors,
    vectorQueries: openVectorQueries({ catalog, tokenizer, vectors }),
  })
}
