/** Syllables that end in ㅆ, as those of a past tense do: 았, 했, 봤. */
const PAST = `[${Array.from({ length: 399 }, (_, at) => String.fromCharCode(0xac00 + at * 28 + 20))
  .filter((syllable) => !'있겠'.includes(syllable))
  .join('')}앗엇햇봣]`
/** But: how it turned out comes after it. */
const BUT = '(?:는데도?|은데|던데|지만|으나|더니만?|건만은?|더만)(?:요|도|은)?'
/** 보고 나서, 듣고 보러 갔는데. */
const THEN = `.{0,6}?${PAST}${BUT}`
/** How a sentence ends that tells what was thought. */
const ENDED = '(?:어요?|다|음|습니다|네요?|지요?|죠)'
const THOUGHT = '(?:생각|예상|기대|상상|짐작|확신)(?:을|도)?'
/** What may be told of something that was not seen yet. */
const SAID = '(?:평|말|소문|얘기|이야기|소리|후기|리뷰|의견|칭찬|호평|혹평|악평|글)'

/** One's own: what the film was taken for before. Letters without the spaces between them. */
export const EXPECTED = new RegExp(
  [
    `줄(?:로만|로|만)?(?:알${PAST}(?:${BUT}|${ENDED}$)|알고${THEN})`,
    `(?:거|것|꺼|걸|게|기를|길)(?:이?라고?|으로|로)?(?:${THOUGHT}(?:${PAST}(?:${BUT}|${ENDED}$)|하고${THEN}|해서${THEN})|믿${PAST}${BUT}|믿고${THEN}|바[랐랬]${BUT}|봤${BUT})`,
    `(?:것|거|꺼|게)(?:만|도)?같(?:${PAST}(?:${BUT}|${ENDED}$)|아서?${THEN}|길래${THEN}|더니)`,
    `(?<=[어아해워여려와게러])보(?:${PAST}${BUT}|여서?${THEN}|이길래${THEN}|이던데|이더니)`,
    `보(?<=[어아해워여려와게러]보)였${BUT}`,
  ].join('|'),
  'u',
)

/** What others say, or what somebody thought once. */
export const HEARD = new RegExp(
  [
    `[다라]고들?(?:들었|그랬|했|소문[이만]?났|생각했|${SAID}[이을]?(?:많았|들었))${BUT}`,
    `[다라]고들?(?:하|그러)(?:는데도?|던데|지만|더니|길래${THEN}|여서${THEN})(?:요|도)?`,
    `[다라]고들?(?:해서|그래서|해|하여|듣고|하길래|그러길래)${THEN}`,
    `[다라](?:길래|기에|니까?)${THEN}`,
    `[다라](?:더니만?|던데|는데|지만|드니)(?:요|도)?`,
    `[다라]는${SAID}.{0,8}?(?:${PAST}${BUT}|은데|는데|지만|던데|(?:듣고|보고|믿고)${THEN})`,
  ].join('|'),
  'u',
)

/** May stand before what denies: '막상 보니 나는 전혀 안 그랬어'. */
const LEADS =
  '전혀|영|완전|별로|딱히|하나도|막상|직접보니까?|보니까?|보고나니까?|실제로는|실제로|실제론|실상은|결과는|결론은|현실은|나는|난|저는|전|나한테는|저한테는|나한텐|저한텐|내가보기엔|제가보기엔|내기준|그건|그게|그거는?|이건|이게|이거는?|생각보다|의외로|진짜로?|정말로?|절대로?|그런(?:영화|작품|거|게|건|것)?[가는이은도]?|그정도(?:까지)?[가는도]?|뭐|근데|하지만|그런데|그치만|도저히|그닥|그다지|솔직히|개인적으로는?|아|어|음|웬걸|왠걸|또|꼭|그렇게|막|다|절반은|하|그냥'
/** That it was not so, and no more: 아니더라고요, 안 그랬어, 그렇지 않았다, 전혀요. */
export const DENIED = new RegExp(
  `^(?:${LEADS})*?(?:아니(?!라(?!고))|아닌|아님|아녔|아녀|안(?:그래|그랬|그렇|그런|그럼|그러|그럴)|그[렇러](?:지|진|지는|지도|지가|질|게는|게)?(?:않|안|못)|그지않|(?:전혀|하나도)요?$|(?:정반대|반대|딴판|착각|오산|천만|웬걸|왠걸|오해))`,
  'u',
)

/** What was expected came true: '역시', '기대 이상'. */
export const FULFILLED =
  /^(?:역시|예상대로|기대(?:한)?대로|생각(?:한)?대로|소문대로|과연|진짜그렇|정말그렇|맞았|맞네|맞더|사실이)|기대이상|줄은몰랐|줄이야/u
