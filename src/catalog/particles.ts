/**
 * What may follow a name inside its eojeol: particles, the copula's forms, and counters of parts (2편).
 * A list rather than the morphemes alone, because the analyser cuts unknown titles where it likes.
 */
const AFTER_NAME =
  /^(?:[편탄부]|시리즈|영화|드라마)?(?:은|는|이|가|을|를|의|에|에서|에는|에선|에서는|도|만|만은|와|과|로|으로|로는|보다|보다는|보단|처럼|같은|같이|만큼|까지|부터|이나|나|이랑|랑|하고|이며|요|이요|이라|라|이란|란|이라는|라는|이라고|라고|라면|이라면|인데|이네|네|이다|다|이고|고|임|이야|야|여|이여|이냐|냐|인가|인가요|입니다|이에요|예요|였|였다|이었|말고|빼고|대신)?$/

/** Whether the rest of an eojeol after a name is a particle or the like. The empty string is. */
export const isParticle = (rest: string): boolean => rest.length <= 8 && AFTER_NAME.test(rest)
