/**
 * The part of Adaptive Cards that is used here, as its schema has it: https://adaptivecards.io/explorer, version 1.5, the newest that
 * Web Chat and Teams both show.
 */
export interface AdaptiveCard {
  type: 'AdaptiveCard'
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  version: '1.5'
  /** What is shown where this version is not. */
  fallbackText: string
  lang: string
  body: (TextBlock | RichTextBlock)[]
}

/** Its text takes Markdown: nothing that anybody typed belongs in it. */
export interface TextBlock {
  type: 'TextBlock'
  text: string
  wrap: true
  weight?: 'Bolder'
}

/** Its text takes no Markdown. A string is a run of plain text. */
export interface RichTextBlock {
  type: 'RichTextBlock'
  inlines: (string | TextRun)[]
  spacing?: 'Small' | 'Medium'
}

export interface TextRun {
  type: 'TextRun'
  text: string
  color?: 'Accent' | 'Warning'
  weight?: 'Bolder'
  highlight?: true
  italic?: true
  underline?: true
}

export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive'
