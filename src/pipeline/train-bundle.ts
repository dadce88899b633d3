import { readIds } from '../corpus/ids.js'
import { tokeniseCorpus } from '../nlp/text/tokenise-corpus.js'
import { type Corpus, readCorpus } from './corpus.js'
import { fingerprintOf, type TrainOptions } from './options.js'
import { trainAndCalibrate } from './train-encoder.js'
import { openWorkspace, type Progress } from './workspace.js'

export async function trainBundle(options: TrainOptions, progress: Progress): Promise<void> {
  const workspace = openWorkspace(`${options.out}.work`, fingerprintOf(options), progress)
  const { seed, threads } = options
  let corpus!: Corpus
  corpus = await readCorpus(options)
  let tokens!: Awaited<ReturnType<typeof tokeniseCorpus>>
  await workspace.step('morphemes', async (report) => {
    tokens = await tokeniseCorpus(corpus.texts, workspace.path('morphemes'), { workers: threads, onProgress: report })
  })
  tokens ??= await tokeniseCorpus(corpus.texts, workspace.path('morphemes'), { workers: threads })
  await workspace.step('encoder', (report) =>
    trainAndCalibrate(corpus, tokens, { seed, threads, ...options.encoder }, workspace.path('encoder'), report),
  )
}
