import { type Command, Option } from 'commander'
import { TARGET2VEC_DEFAULTS as defaults, OBJECTIVES } from '../nlp/target2vec/options.js'
import { fraction, positiveInteger, positiveNumber, share, wholeNumber } from './arguments.js'

/** The options of `malgwi vectors train`. */
export function addVectorOptions(command: Command): Command {
  return command
    .description('train vectors on a file with a document a line; the same command goes on after an interruption')
    .requiredOption('--tokens <file>', 'a document a line, its tokens separated by spaces (.gz too)')
    .requiredOption('--out <dir>', 'folder for vectors.json and vectors.f32')
    .option('--labels <file>', 'the labels of each of these lines, separated by tabs (.gz too)')
    .option('--word-labels <file>', 'a word, a tab and its label a line, for the word version (.gz too)')
    .addOption(new Option('--objective <name>', 'what is trained').choices(OBJECTIVES).default(defaults.objective))
    .addOption(
      new Option('--document-weight <part>', 'of target2vec-mixed: the document version’s part')
        .argParser(fraction)
        .default(defaults.documentWeight),
    )
    .addOption(
      new Option(
        '--targets <labels>',
        'of target2vec: labels, separated by commas, of which words predict those of their document, as those predict words',
      ).argParser((text: string) =>
        text
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
      ),
    )
    .addOption(
      new Option('--target-weight <weight>', 'how much that weighs beside a neighbour')
        .argParser(positiveNumber)
        .default(defaults.targetWeight),
    )
    .option('--no-train-words', 'of pv-dbow: train labels alone, no skip-gram beside them')
    .option('--document-tags', 'a label of its own for each document; always so for pv-dbow and pv-dm without --labels or of one')
    .option('--only-label <name>', 'only the documents with this label')
    .addOption(new Option('--min-count <n>', 'occurrences that a word needs').argParser(positiveInteger).default(5))
    .addOption(
      new Option('--dimensions <n>', 'length of a vector, a multiple of 4')
        .argParser(positiveInteger)
        .default(defaults.dimensions),
    )
    .addOption(new Option('--window <n>', 'largest distance of a neighbour').argParser(positiveInteger).default(defaults.window))
    .addOption(new Option('--negatives <n>', 'noise words a position').argParser(positiveInteger).default(defaults.negatives))
    .addOption(new Option('--epochs <n>', 'times the text is read').argParser(positiveInteger).default(defaults.epochs))
    .addOption(
      new Option('--subsample <part>', 'relative frequency above which words are thinned; 0 keeps all')
        .argParser(share)
        .default(defaults.subsample),
    )
    .addOption(
      new Option('--learning-rate <rate>', 'at the start (default: 0.025; 0.05 for cbow and pv-dm)').argParser(positiveNumber),
    )
    .addOption(
      new Option('--label-sum <sum>', 'labels predict a word once, or once a neighbour')
        .choices(['once', 'window'])
        .default(defaults.labels),
    )
    .addOption(
      new Option(
        '--rare-label-tokens <n>',
        `longer steps for labels with fewer tokens (default: ${defaults.rareLabelTokens}; 0 for pv-dbow and pv-dm)`,
      ).argParser(wholeNumber),
    )
    .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(wholeNumber).default(defaults.seed))
    .addOption(
      new Option('--threads <n>', 'one gives the same numbers each time').argParser(positiveInteger).default(defaults.threads),
    )
    .addOption(new Option('--json', 'answer in JSON'))
}
