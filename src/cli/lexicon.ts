import { openBundle } from '../bundle/open.js'
import { MalgwiError } from '../errors.js'
import { drivingWords, type LexiconEntry } from '../nlp/lexicon/lexicon.js'
import { FILES, Lexicon } from '../recognizer/files.js'
import { type BundleOptions, bundleFolder } from './open.js'
import { printJson, printLine } from './output.js'

const POLES = ['부정', '긍정'] as const
const LABELS = ['부정', '긍정', '중립'] as const

export async function lexicon(options: BundleOptions & { target: string; count: number; json?: boolean }): Promise<void> {
  const pole = POLES.indexOf(options.target as (typeof POLES)[number])
  if (pole !== 0 && pole !== 1) throw new MalgwiError('UNKNOWN_TARGET', `'${options.target}'; known are ${POLES.join(', ')}`)
  const entries = readLexicon(options)
  const [tfidf, gradcam] = (['tfidf', 'gradcam'] as const).map((column) => drivingWords(entries, pole, column, options.count))
  if (options.json) {
    printJson({ target: options.target, tfidf: tfidf.map(describe), gradcam: gradcam.map(describe) })
    return
  }
  printLine('TF-IDF\tGrad-CAM\tE(w)')
  gradcam.forEach((entry, at) => {
    printLine(`${tfidf[at].word}\t${entry.word}\t${LABELS[entry.label]}`)
  })
}

function readLexicon(options: BundleOptions): LexiconEntry[] {
  const { words, documents, tfidf, gradcam, labels } = openBundle(bundleFolder(options)).json(FILES.lexicon, Lexicon)
  return words.map((word, at) => ({
    word,
    documents: documents[at],
    tfidf: tfidf[at],
    gradcam: gradcam[at],
    label: labels[at],
  }))
}

function describe({ word, documents, tfidf, gradcam, label }: LexiconEntry) {
  return { word, documents, tfidf, gradcam, label: LABELS[label] }
}
