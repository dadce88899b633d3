import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS, type Manifest } from '../bundle/manifest.js'
import { encodeSafetensors, type StoredTensor } from '../bundle/safetensors.js'
import { refuseOccupied, writeBundle } from '../bundle/write.js'
import { encodeCounts } from '../catalog/counts-codec.js'
import { type Domain, readDomain } from '../catalog/domain.js'
import { readItems } from '../corpus/items.js'
import { readReviews } from '../corpus/reviews.js'
import { MalgwiError } from '../errors.js'
import { openTrained } from '../nlp/encoder/open.js'
import { withDefaults } from '../nlp/encoder/options.js'
import { requireStartWords } from '../nlp/encoder/start-words.js'
import { unpackEvidence } from '../nlp/lexicon/evidence.js'
import { type LexiconEntry, makeLexicon } from '../nlp/lexicon/lexicon.js'
import { resolveOptions } from '../nlp/target2vec/options.js'
import { tokeniseCorpus } from '../nlp/text/tokenise-corpus.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import { FILES } from '../recognizer/files.js'
import { readBertFolder } from './bert-folder.js'
import { buildIndexes } from './build-indexes.js'
import { type Catalogue, countCatalogue, listItems } from './catalogue.js'
import { confidenceSvg } from './confidence.js'
import { type Corpus, readCorpus } from './corpus.js'
import { trainingCurvesJson, trainingCurvesSvg } from './curves.js'
import { explainCorpus } from './explain-corpus.js'
import { fingerprintOf, type TrainOptions } from './options.js'
import { startFileOf } from './start-vectors.js'
import { readTrainedEncoder, trainAndCalibrate } from './train-encoder.js'
import { readVectors, trainVectors } from './train-vectors.js'
import { listWords } from './vocabulary.js'
import { openWorkspace, type Progress } from './workspace.js'

export interface TrainSummary {
  manifest: Manifest
  broken: { count: number; examples: Corpus['counts']['examples'] }
}

/** Bytes of a bundle without its model, generously. */
const ROOM_BESIDE = 2 ** 27
/** Reviews that are explained where a model of others reads them. */
const MODEL_REVIEWS = 50_000

/**
 * Makes a bundle from reviews: corpus → morphemes → encoder → Grad-CAM over every review → lexicon → Target2Vec → indexes and
 * statistics. What is finished lies in `OUT.work` until the bundle is written: after a kill the same call goes on.
 *
 * @throws MalgwiError CORPUS_… for reviews that cannot be read, CORPUS_ONE_CLASS, UNKNOWN_DOMAIN, DOMAIN_FILE, ITEMS_EMPTY, BUNDLE_OCCUPIED
 */
export async function trainBundle(options: TrainOptions, progress: Progress): Promise<TrainSummary> {
  const { seed, threads, language, start } = options
  const encoderOptions = withDefaults({ seed, threads, ...options.encoder })
  const vectorOptions = resolveOptions({ seed, threads, ...options.vectors })
  const fingerprint = fingerprintOf({ ...options, encoder: encoderOptions, vectors: vectorOptions })
  refuseOccupied(options.out)
  if (start.model !== undefined) await refuseLarge(start.model)
  if (encoderOptions.kind === 'bert' && start.fineTune !== undefined) readBertFolder(start.fineTune)
  const startFile = startFileOf(start.initEmbeddings)
  if (startFile !== undefined) await requireStartWords(startFile, encoderOptions.embedding)
  const written = domainOf(options)
  const given = options.items === undefined ? undefined : await readItems(options.items)
  const workspace = openWorkspace(`${options.out}.work`, fingerprint, progress)

  const corpus = await workspace.always('corpus', () => readCorpus(options))
  const tokens = await workspace.always('morphemes', (report) =>
    tokeniseCorpus(corpus.texts, workspace.path('morphemes'), { workers: threads, language, onProgress: report }),
  )
  const items = listItems(corpus, given)
  const list = listWords(tokens.forms, tokens.counts, options.minimumCount)

  const encoderDir = workspace.path('encoder')
  await workspace.step('encoder', (report) =>
    trainAndCalibrate(corpus, tokens, { seed, threads, ...options.encoder }, start, encoderDir, report),
  )
  const { onnx, record, confidence } = readTrainedEncoder(encoderDir)

  const evidencePath = workspace.path('evidence.f64')
  await workspace.step('grad-cam', async (report) => {
    const encoder = await openTrained(record, onnx, start.model ?? '', { engine: 'onnxruntime', threads })
    // A large model reads some hundred reviews a second: what drives words shows in a part of them.
    const stride = record.model ? Math.ceil(corpus.texts.length / MODEL_REVIEWS) : 1
    const given = {
      corpus,
      tokens,
      wordOfForm: list.ofForm,
      words: list.words.length,
      encoder,
      calibration: record.calibration,
      stride,
    }
    await explainCorpus(given, evidencePath, report)
    await encoder.release()
  })

  const vectorsPath = workspace.path('vectors.f32')
  await workspace.step('target2vec', (report) => trainVectors(corpus, tokens, list, vectorOptions, vectorsPath, report))
  const vectors = readVectors(vectorsPath, list.words.length, vectorOptions.dimensions)

  const catalogue = await workspace.always('statistics', () => countCatalogue(corpus, tokens, items, written))
  const indexes = await workspace.always('indexes', (report) => buildIndexes(vectors, corpus.itemIds, items, seed, report))
  const evidence = unpackEvidence(
    new Float64Array(new Uint8Array(readFileSync(evidencePath)).buffer).subarray(1),
    list.words.length,
  )

  const files = {
    [FILES.encoder]: onnx,
    [FILES.encoderRecord]: json(record),
    [FILES.compounds]: json(tokens.compounds),
    [FILES.words]: json({ words: list.words, counts: [...list.counts] }),
    [FILES.lexicon]: json(columns(makeLexicon(list.words, evidence))),
    [FILES.curves]: Buffer.from(await trainingCurvesSvg(record.history)),
    [FILES.curvesData]: Buffer.from(trainingCurvesJson(record.history)),
    [FILES.confidence]: Buffer.from(await confidenceSvg(confidence)),
    [FILES.confidenceData]: json(confidence),
    ...(start.model === undefined ? {} : (await import('../nlp/encoder/huggingface/folder.js')).huggingFaceFiles(start.model)),
    ...indexes,
    ...catalogueFiles(catalogue),
  }
  const manifest = writeBundle(
    options.out,
    {
      domain: catalogue.domain.name,
      trainedOn: {
        reviews: corpus.train.length,
        excluded: corpus.counts.excluded,
        validation: corpus.validation.length,
        items: items.length,
        corpus: corpus.digest,
      },
      seed,
      options: {
        encoder: { ...encoderOptions, maxLength: record.figures.maxLength },
        language,
        vectors: { ...vectorOptions },
        minimumCount: options.minimumCount,
        scale: corpus.scale,
      },
      steps: workspace.records(),
      figures: { ...figures(record.history[record.bestEpoch - 1], corpus, tokens, list.words.length), ...record.figures },
    },
    files,
  )
  workspace.remove()
  return { manifest, broken: { count: corpus.counts.broken, examples: corpus.counts.examples } }
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** Four digits are more than the reviews can tell, and a third of the file. */
function short([a, b]: readonly [number, number]): [number, number] {
  return [Number(a.toPrecision(4)), Number(b.toPrecision(4))]
}

function columns(entries: readonly LexiconEntry[]) {
  return {
    words: entries.map(({ word }) => word),
    documents: entries.map(({ documents }) => documents),
    tfidf: entries.map(({ tfidf }) => short(tfidf)),
    gradcam: entries.map(({ gradcam }) => short(gradcam)),
    labels: entries.map(({ label }) => label),
  }
}

function catalogueFiles({ domain, items, counts, titleUse }: Catalogue): Record<string, Uint8Array> {
  const stored = Object.entries(encodeCounts(counts)).map(([name, data]): [string, StoredTensor] => [
    name,
    data instanceof Uint8Array ? { dtype: 'U8', shape: [data.length], data } : { dtype: 'I32', shape: [data.length], data },
  ])
  return {
    [FILES.domain]: json(domain),
    [FILES.items]: json(items),
    [FILES.titleUse]: json(titleUse),
    [FILES.counts]: encodeSafetensors(Object.fromEntries(stored)),
  }
}

function figures(
  epoch: { validMacroF1: number; validBinaryAccuracy: number },
  corpus: Corpus,
  tokens: TokenisedCorpus,
  words: number,
): Record<string, number> {
  return {
    validationMacroF1: epoch.validMacroF1,
    validationAccuracy: epoch.validBinaryAccuracy,
    morphemes: tokens.tokens.length,
    words,
    brokenLines: corpus.counts.broken,
  }
}

/** The domain that is asked for, else the one that the form of the reviews suggests. */
function domainOf({ reviews, columns, scale, domain, dialogs }: TrainOptions): Domain {
  const { domainHint } = readReviews(reviews, { columns, scale })
  if (domain === undefined) return readDomain(join(dialogs, domainHint, 'domain.yaml'))
  const known = readdirSync(dialogs).filter((name) => existsSync(join(dialogs, name, 'domain.yaml')))
  if (!known.includes(domain)) throw new MalgwiError('UNKNOWN_DOMAIN', `${domain}; known are ${known.join(', ')}`)
  return readDomain(join(dialogs, domain, 'domain.yaml'))
}

/** A bundle has the model's files in it, and a largest size: better known before the hours of training than after. */
async function refuseLarge(model: string): Promise<void> {
  const { modelFolder, modelSize } = await import('../nlp/encoder/huggingface/folder.js')
  const bytes = modelSize(modelFolder(model))
  if (bytes > LIMITS.totalBytes - ROOM_BESIDE)
    throw new MalgwiError('BUNDLE_REFUSED', `the model ${model} has ${(bytes / 1e9).toFixed(1)} GB, too many for a bundle`)
}
