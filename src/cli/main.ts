import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { MalgwiError } from '../errors.js'
import { METHODS } from '../nlp/explain/method.js'
import { LANGUAGES } from '../nlp/text/language.js'
import { portNumber, positiveInteger, positiveNumber, wholeNumbers } from './arguments.js'
import { addEncoderOptions } from './encoder-options.js'
import { exitCodeOf, printError } from './output.js'
import { VECTOR_FORMATS, VECTOR_KINDS, vectorKinds } from './vector-formats.js'
import { addVectorOptions } from './vector-options.js'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

const bundle = () => new Option('--bundle <dir>', 'folder of the bundle (default: $BUNDLE, else the one that ships)')
const json = () => new Option('--json', 'answer in JSON')
const engine = () => new Option('--engine <name>', 'tensor engine').choices(['onnxruntime', 'tfjs'])
const threads = () => new Option('--threads <n>', 'threads of the tensor engine').argParser(positiveInteger)
const target = () => new Option('--target <name>', 'ask under this target, e.g. 부정')
const count = (value: number) => new Option('-k, --count <n>', 'how many').argParser(positiveInteger).default(value)

const program = new Command('malgwi')
  .description('말귀: catches what people mean when they talk about what they liked and didn’t.')
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: () => {}, writeErr: () => {} })

// Each command's code is loaded when it runs, so that `--help` and small commands start at once.
program
  .command('chat')
  .description('talk to the bot in the terminal; from a pipe, a line is a turn')
  .addOption(bundle())
  .addOption(engine())
  .addOption(threads())
  .action(async (options) => (await import('./chat.js')).chat(options))
program
  .command('serve')
  .description('the chat page, Direct Line, the Bot Framework and REST, over HTTP; see docs/server.md')
  .addOption(bundle())
  .addOption(new Option('--host <host>', 'address to listen on (default: $HOST, else 127.0.0.1)'))
  .addOption(
    new Option('--port <port>', 'port to listen on, 0 for any free one (default: $PORT, else 3978)').argParser(portNumber),
  )
  .addOption(engine())
  .addOption(threads())
  .action(async (options) => {
    // On other threads, while the code of the server is loaded on this one.
    void (await import('../nlp/text/lindera.js')).compileLinderaBeside()
    await (await import('./serve.js')).serve(options)
  })
program
  .command('replay <file...>')
  .description('play .chat transcripts against the bot; see docs/transcripts.md')
  .addOption(bundle())
  .addOption(json())
  .addOption(engine())
  .addOption(threads())
  .action(async (files, options) => (await import('./replay.js')).replay(files, options))
program
  .command('simulate')
  .description('let an offline user with hidden tastes talk with the bot, many times, and report what came of it')
  .addOption(new Option('--conversations <n>', 'how many').argParser(positiveInteger).default(1_000))
  .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(positiveInteger).default(1))
  .addOption(new Option('--show <numbers>', 'print these conversations instead, e.g. 0,17').argParser(wholeNumbers))
  .addOption(bundle())
  .addOption(json())
  .addOption(engine())
  .addOption(threads())
  .action(async (options) => (await import('./simulate.js')).simulate(options))
program
  .command('analyze [text]')
  .description('target, driving words, object and aspects of a text')
  .addOption(bundle())
  .addOption(json())
  .option('--lines', 'read one text a line from standard input, answer JSONL')
  .addOption(engine())
  .addOption(threads())
  .action(async (text, options) => (await import('./analyze.js')).analyze(text, options))
program
  .command('phrases [text]')
  .description('what is said of which aspect: (aspect, opinion, target), clause by clause; see docs/phrases.md')
  .addOption(bundle())
  .addOption(json())
  .option('--lines', 'read one text a line from standard input, answer JSONL')
  .addOption(engine())
  .addOption(threads())
  .action(async (text, options) => (await import('./phrases.js')).phrases(text, options))
program
  .command('explain <text>')
  .description('what in a text speaks for a target and what against it, as a heat map; see docs/explanations.md')
  .addOption(new Option('--method <name>', 'how heat is found').choices(METHODS).default('inclusion'))
  .addOption(new Option('--target <name>', 'the target to explain, e.g. 부정 (default: the most probable)'))
  .addOption(
    new Option('--format <format>', 'default: ansi on a terminal, else text').choices(['json', 'ansi', 'html', 'svg', 'text']),
  )
  .option('--out <file>', 'write to this file')
  .addOption(bundle())
  .addOption(json())
  .addOption(engine())
  .addOption(threads())
  .action(async (text, options) => (await import('./explain.js')).explain(text, options))
program
  .command('similar <word>')
  .description('the nearest words')
  .addOption(target())
  .addOption(count(10))
  .addOption(bundle())
  .addOption(json())
  .action(async (word, options) => (await import('./vectors.js')).similar(word, options))
program
  .command('context <word>')
  .description('the words that go with a word')
  .addOption(target())
  .addOption(count(10))
  .addOption(bundle())
  .addOption(json())
  .action(async (word, options) => (await import('./vectors.js')).context(word, options))
program
  .command('analogy <word>')
  .description('word − from + to')
  .requiredOption('--from <target>', 'the target to take away, e.g. 부정')
  .requiredOption('--to <target>', 'the target to add, e.g. 긍정')
  .addOption(count(10))
  .addOption(bundle())
  .addOption(json())
  .action(async (word, options) => (await import('./vectors.js')).analogy(word, options))
program
  .command('lexicon')
  .description('the dictionary of driving words: TF-IDF and Grad-CAM side by side')
  .addOption(target().default('부정'))
  .addOption(count(20))
  .addOption(bundle())
  .addOption(json())
  .action(async (options) => (await import('./lexicon.js')).lexicon(options))
program
  .command('items')
  .description('the bundle’s items, in the form that `train --items` reads: TSV, or with --json JSONL')
  .addOption(bundle())
  .addOption(json())
  .action(async (options) => (await import('./items.js')).items(options))
const training = program
  .command('train')
  .description('make a bundle from reviews; the same command goes on after an interruption')
  .requiredOption('--reviews <path>', 'reviews: the NSMC raw archive or folder, a ratings file, TSV, CSV or JSONL')
  .requiredOption('--out <dir>', 'folder of the bundle')
  .option('--items <path>', 'what the reviews are about: TSV, CSV or JSONL with id and title')
  .option('--exclude-ids <file>', 'review ids never to train or count on, one a line')
  .option('--columns <map>', 'which column is what, e.g. text=body,rating=stars,item=product')
  .addOption(new Option('--scale <scale>', 'scale of the ratings').choices(['1-10', '1-5', '0-1']))
  .option('--domain <name>', 'texts and aspects under dialogs/ (default: movie for the NSMC raw form, else default)')
  .option('--only-ids <file>', 'only the reviews with these ids, one a line')
  .addOption(new Option('--language <code>', 'language of the reviews').choices(LANGUAGES).default('ko'))
  .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(positiveInteger))
  .addOption(threads())
addEncoderOptions(training).action(async (options) => (await import('./train.js')).train(options))
program
  .command('pretrain')
  .description('pre-train a small BERT on the texts of reviews; the same command goes on after an interruption')
  .requiredOption('--reviews <path>', 'reviews, in any form that `train` reads')
  .requiredOption('--out <dir>', 'folder of the model, in Hugging Face layout')
  .option('--exclude-ids <file>', 'review ids never to train on, one a line')
  .option('--columns <map>', 'which column is what, e.g. text=body,rating=stars')
  .addOption(new Option('--scale <scale>', 'scale of the ratings').choices(['1-10', '1-5', '0-1']))
  .option('--start <folder>', 'a BERT or ELECTRA with model.safetensors to begin with; its sizes and tokenizer count')
  .addOption(new Option('--layers <n>', 'layers').argParser(positiveInteger).default(4))
  .addOption(new Option('--hidden <n>', 'width of the layers').argParser(positiveInteger).default(256))
  .addOption(new Option('--heads <n>', 'attention heads of a layer').argParser(positiveInteger).default(4))
  .addOption(new Option('--vocabulary <n>', 'word pieces').argParser(positiveInteger).default(8000))
  .addOption(new Option('--steps <n>', 'steps of the whole training').argParser(positiveInteger).default(10_000))
  .addOption(new Option('--tokens <n>', 'word pieces of a step').argParser(positiveInteger).default(2048))
  .addOption(new Option('--learning-rate <rate>', 'its peak').argParser(positiveNumber).default(5e-4))
  .addOption(new Option('--hours <n>', 'stop after this time; the same command goes on later').argParser(positiveNumber))
  .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(positiveInteger).default(1))
  .addOption(threads())
  .action(async (options) => (await import('./pretrain.js')).pretrain(options))
program
  .command('eval')
  .description('accuracy, macro-F1 and calibration on labelled reviews')
  .option('--reviews <path>', 'reviews, in any form that `train` reads')
  .option('--aspects <file>', 'reviews with what each aspect is marked with: how well phrases tell it; see docs/phrases.md')
  .option('--only-ids <file>', 'only the reviews with these ids, one a line')
  .option('--columns <map>', 'which column is what')
  .addOption(new Option('--scale <scale>', 'scale of the ratings').choices(['1-10', '1-5', '0-1']))
  .addOption(
    new Option('--prior <prior>', 'class prior between 부정 and 긍정').choices(['balanced', 'natural']).default('balanced'),
  )
  .option('--exclude-ids <file>', 'not the reviews with these ids')
  .option('--validation', 'only the reviews that `train` keeps for validation')
  .option(
    '--also-without-texts-in <path>',
    'the same figures again, without texts that recur in other reviews, those of this path',
  )
  .option('--explanations', 'how faithful explanations are instead; see docs/explanations.md')
  .option('--methods <list>', 'of explanation, e.g. grad-cam,occlusion (default: all that apply)')
  .addOption(new Option('--sample <n>', 'reviews that are explained (default: 2000)').argParser(positiveInteger))
  .option('--vectors', 'how good vectors are instead, on lists marked by hand; see docs/vector-quality.md')
  .option('--vectors-dir <dir...>', 'folders that `vectors train` wrote (default: the vectors of the bundle)')
  .option(
    '--marked <path>',
    'with --explanations a file of sentences with their driving words marked by hand; with --vectors the folder of the marked lists',
  )
  .addOption(new Option('--seed <n>', 'seed of whatever is drawn (default: 1)').argParser(positiveInteger))
  .addOption(bundle())
  .addOption(json())
  .addOption(engine())
  .addOption(threads())
  .action(async (options) => (await import('./eval.js')).evaluate(options))
const suspecting = program
  .command('suspects')
  .description('the reviews whose rating contradicts their words, most certain first; see docs/suspects.md')
  .requiredOption('--reviews <path>', 'reviews, in any form that `train` reads')
  .requiredOption('--work <dir>', 'folder for what is finished: the same command goes on from it, or answers at once')
  .option('--items <path>', 'what the reviews are about: a title is not read in the reviews of its own item')
  .option('--exclude-ids <file>', 'review ids neither to train on nor to list, one a line')
  .option('--columns <map>', 'which column is what, e.g. text=body,rating=stars,item=product')
  .addOption(new Option('--scale <scale>', 'scale of the ratings').choices(['1-10', '1-5', '0-1']))
  .addOption(
    new Option('--folds <n>', 'encoders; each reads the reviews that it was not trained on')
      .argParser(positiveInteger)
      .default(2),
  )
  .addOption(count(100))
  .addOption(new Option('--language <code>', 'language of the reviews').choices(LANGUAGES).default('ko'))
  .addOption(new Option('--seed <n>', 'seed of everything that is drawn').argParser(positiveInteger).default(1))
  .addOption(json())
  .addOption(threads())
addEncoderOptions(suspecting, 'cnn').action(async (options) => (await import('./suspects.js')).suspects(options))
const vectors = program
  .command('vectors')
  .description('vectors of words and labels from any tokenised text; see docs/target2vec.md')
vectors
  .command('export')
  .description('write vectors for other programs: gensim, the TensorFlow Projector, whatever reads safetensors')
  .addOption(bundle())
  .option('--vectors <dir>', 'folder that `vectors train` left, instead of a bundle')
  .addOption(new Option('--format <name>', 'of the file').choices(VECTOR_FORMATS).makeOptionMandatory())
  .addOption(new Option('--which <list>', `any of ${VECTOR_KINDS.join(', ')}`).argParser(vectorKinds).default(['words'], 'words'))
  .addOption(
    new Option(
      '--targets <list>',
      'labels that the metadata of the Projector sets each vector beside (default: all, of ten at most)',
    ).argParser((list) => list.split(',')),
  )
  .requiredOption('--out <path>', 'file, or folder for the Projector')
  .action(async (options) => (await import('./vectors-export.js')).exportVectors(options))
vectors
  .command('import')
  .description('make a folder as `vectors train` leaves it, of vectors in any of those formats')
  .requiredOption('--words <path>', 'input vectors: word2vec text or binary (.gz too), a Projector folder, .safetensors')
  .option('--contexts <path>', 'output vectors of the same words')
  .option('--labels <path>', 'vectors of labels')
  .requiredOption('--out <dir>', 'folder')
  .action(async (options) => (await import('./vectors-import.js')).importVectors(options))
vectors
  .command('infer')
  .description('the items nearest to a new one, by its reviews, without training')
  .requiredOption('--reviews <file>', 'a review a line (.gz too)')
  .addOption(count(10))
  .addOption(bundle())
  .addOption(json())
  .action(async (options) => (await import('./vectors-infer.js')).infer(options))
addVectorOptions(vectors.command('train')).action(async (options) => (await import('./vectors-train.js')).trainVectors(options))
program
  .command('bundle')
  .description('look after bundles')
  .command('verify [dir]')
  .description('check every file of a bundle against its manifest')
  .addOption(bundle())
  .addOption(json())
  .action(async (dir, options) => (await import('./bundle.js')).verify(dir, options))

const wantsJson = process.argv.includes('--json') || process.argv.includes('--lines')
// A reader such as `head` may close the pipe before everything is written: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
})
try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) process.exit(0)
    const wrong = error.code === 'commander.help' ? 'Name a command.' : error.message.replace(/^error: /, '').replace(/\s+/g, ' ')
    printError(new MalgwiError('USAGE', `${wrong} See malgwi --help.`), wantsJson)
    process.exitCode = 2
  } else {
    printError(error, wantsJson)
    process.exitCode = exitCodeOf(error)
  }
}
