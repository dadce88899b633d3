import { openVocabulary, UNKNOWN } from '#src/nlp/encoder/vocabulary.js'

const CLASSES = 3

/** Some documents in the encoder's words, unknown ones left out, each with its class as the label: what Target2Vec trains on. */
export function documentsInWords({ forms, tokens, offsets }, vocabulary, labels, documents) {
  const { wordId } = openVocabulary(vocabulary)
  const ofForm = Int32Array.from(forms, (form) => wordId(form) - UNKNOWN - 1)
  const kept = []
  const starts = new Uint32Array(documents.length + 1)
  const wordCounts = new Uint32Array(vocabulary.words.length)
  documents.forEach((doc, at) => {
    for (let token = offsets[doc]; token < offsets[doc + 1]; token++) {
      const word = ofForm[tokens[token]]
      if (word < 0) continue
      kept.push(word)
      wordCounts[word]++
    }
    starts[at + 1] = kept.length
  })
  return {
    tokens: Uint32Array.from(kept),
    offsets: starts,
    wordCounts,
    labels: Uint32Array.from(documents, (doc) => labels[doc]),
    labelsPerDocument: 1,
    labelCount: CLASSES,
  }
}
