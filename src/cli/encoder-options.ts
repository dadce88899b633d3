import { type Command, Option } from 'commander'
import { ENCODER_KINDS, type EncoderKind } from '../nlp/encoder/kinds/kind.js'
import { NGRAM_UNITS } from '../nlp/encoder/ngrams.js'
import type { TrainingOptions } from '../nlp/encoder/options.js'
import { SCHEDULES } from '../nlp/encoder/schedule.js'
import { positiveInteger, positiveNumber, share, wholeNumber, wholeNumbers } from './arguments.js'

/** What the command line says of the encoder; what it does not say has its default in nlp/encoder/options.ts. */
export interface EncoderCommand extends Partial<Omit<TrainingOptions, 'kind' | 'words'>> {
  encoder: EncoderKind
  vocabulary?: number
  model?: string
  allowDownload?: boolean
  fineTune?: string
  initEmbeddings?: string
}

/** @param kind the encoder where none is named */
export function addEncoderOptions(command: Command, kind: EncoderKind = 'bilstm'): Command {
  return command
    .addOption(new Option('--encoder <kind>', 'encoder; see docs/encoders.md').choices(ENCODER_KINDS).default(kind))
    .option('--model <folder>', 'for bert: a model in Hugging Face layout, read as it is; or its name, with --allow-download')
    .option('--allow-download', 'get --model from the hub where it is no folder')
    .option(
      '--fine-tune <folder>',
      'for bert: a BERT in Hugging Face layout (model.safetensors) to begin with, all of it trained',
    )
    .option(
      '--init-embeddings <file>',
      'word vectors to begin with: a file (word2vec text or binary, .vec), random, or target2vec, trained on the reviews (default)',
    )
    .addOption(new Option('--epochs <n>', 'passes over the reviews').argParser(positiveInteger))
    .addOption(new Option('--batch <n>', 'reviews a step').argParser(positiveInteger))
    .addOption(new Option('--embedding <n>', 'width of the embeddings, a multiple of 4').argParser(positiveInteger))
    .addOption(
      new Option('--hidden <n>', 'units of a recurrent layer, filters a width of a CNN, width of a BERT').argParser(
        positiveInteger,
      ),
    )
    .addOption(new Option('--widths <list>', 'window widths of a CNN, e.g. 3,4,5').argParser(wholeNumbers))
    .addOption(new Option('--layers <n>', 'layers of a BERT').argParser(positiveInteger))
    .addOption(new Option('--heads <n>', 'attention heads a layer of a BERT').argParser(positiveInteger))
    .addOption(new Option('--head-hidden <n>', 'units of a ReLU layer before the logits, 0 for none').argParser(wholeNumber))
    .addOption(new Option('--vocabulary <n>', 'words with a row of their own').argParser(positiveInteger))
    .addOption(new Option('--ngrams <unit>', 'n-grams that words are made of besides').choices(NGRAM_UNITS))
    .addOption(
      new Option('--max-length <n>', 'tokens of a review that are read (default: mean + 2 standard deviations)').argParser(
        positiveInteger,
      ),
    )
    .addOption(new Option('--padding <where>', 'before or after the tokens').choices(['post', 'pre']))
    .addOption(new Option('--dropout <share>', 'pooled features left out in a step').argParser(share))
    .addOption(new Option('--word-dropout <share>', 'words taken for unknown in a step').argParser(share))
    .addOption(new Option('--label-smoothing <share>', 'of each target, spread over all classes').argParser(share))
    .addOption(new Option('--class-weights <how>', 'what each class counts').choices(['none', 'balanced']))
    .addOption(new Option('--learning-rate <rate>', 'its peak').argParser(positiveNumber))
    .addOption(new Option('--schedule <form>', 'of the learning rate').choices(SCHEDULES))
    .addOption(
      new Option('--early-stopping <epochs>', 'stop after so many without a lower validation loss').argParser(wholeNumber),
    )
    .addOption(new Option('--average-epochs <n>', 'keep the mean of the last n epochs’ weights').argParser(wholeNumber))
}

const NAMES = [
  'epochs',
  'batch',
  'embedding',
  'hidden',
  'widths',
  'layers',
  'heads',
  'headHidden',
  'ngrams',
  'maxLength',
  'padding',
  'dropout',
  'wordDropout',
  'labelSmoothing',
  'classWeights',
  'learningRate',
  'schedule',
  'earlyStopping',
  'averageEpochs',
] as const satisfies readonly (keyof TrainingOptions)[]

/** The training options among what was given. */
export function encoderOptionsOf(given: EncoderCommand): Partial<TrainingOptions> {
  const named = NAMES.filter((name) => given[name] !== undefined).map((name) => [name, given[name]])
  return { kind: given.encoder, ...Object.fromEntries(named), ...(given.vocabulary ? { words: given.vocabulary } : {}) }
}
