/** Nouns that name no quality: '수 있다' and '사람이 없다' say nothing of an aspect. */
export const BARE_NOUNS = new Set(
  `것 거 게 건 걸 수 데 적 줄 사람 때 장면 영화 작품 생각 말 일 점 면 부분 나 우리 저 난 내 너 여기 이 그 후 전 뒤 중 동안 편 등 쪽 번 중간 처음 끝 마지막 초반 중반 후반 막판 애 아이 년 년도 시 분 초 명 개 관객 한국
  느낌 듯 채 대로 만큼 정도 터 바 뿐 지 리 김 탓 덕 덕분 때문 이유 경우 하나 둘 셋 다 모두 전부 뭐 누구 어디 무엇 언제 남자 여자 오늘 어제 지금 요즘 옛날 예전 평점 점수 극장 집 사실 진짜 정말 완전 자체`.split(
    /\s+/u,
  ),
)

/**
 * Predicates that say what their subject is or has, and how that leans where the noun before is good: 깊이가 있다, 완성도가 높다, 공감이 가다.
 * 0 where the noun alone decides nothing.
 */
export const LIGHT: ReadonlyMap<string, 1 | -1> = new Map([
  ...'있다 넘치다 가득하다 가득 높다 남다 느껴지다 살아있다 충만하다 폭발하다 터지다 돋보이다 묻어나다 묻어나오다 전해지다 확실하다 풍부하다 뛰어나다 상당하다 장난아니다'
    .split(' ')
    .map((word): [string, 1] => [word, 1]),
  ...'없다 읎다 없이 낮다 제로 실종 전무하다 안드로메다'.split(' ').map((word): [string, -1] => [word, -1]),
])

/** The same after the name of an aspect alone: 힐링이 되다, 공감이 가다, 볼거리가 많다, 스케일이 크다. */
export const LIGHT_OF_ASPECT: ReadonlyMap<string, 1 | -1> = new Map([
  ...LIGHT,
  ...'되다 가다 크다 많다 깊다 강하다 좋다 쩔다'.split(' ').map((word): [string, 1] => [word, 1]),
  ...'적다 작다'.split(' ').map((word): [string, -1] => [word, -1]),
])

/** Verbs that judge nothing alone but with the noun before them: 티가 나다, 발목을 잡다, 정이 가다. */
export const HOLLOW = new Set(
  `있다 없다 많다 적다 나다 가다 오다 들다 주다 잡다 치다 먹다 서다 빠지다 떼다 느껴지다 남다 넘치다 터지다 맞다 크다 나가다 나오다 깨다 타다 살다 풀리다 차다 끌다 내다 받다 얻다 잃다 풀다 붙다 붙이다 걸다 쏟다 뿌리다 부리다
  떨다 놓다 두다 짓다 이루다 울리다 담기다 묻어나다 보이다 들이다 흐르다 돌다 지다 뚫리다 닿다 가지다`.split(/\s+/u),
)

/** Verbs and adjectives that state or ask what is so, and praise or complain of nothing. */
export const NEUTRAL = new Set(
  `하다 되다 이다 있다 없다 보다 나오다 나가다 들어가다 들어오다 만들다 만들어지다 넣다 찍다 쓰다 맡다 부르다 알다 시작하다 시작되다 끝나다 끝내다 고치다 바꾸다 바뀌다 궁금하다 기다리다 묻다 물어보다 말하다 얘기하다 이야기하다
  가다 오다 살다 타다 먹다 입다 사다 듣다 읽다 쓰이다 시키다 고르다 찾다 찾아보다 생각하다 생각나다 기억하다 기억나다 느끼다 그렇다 이렇다 저렇다 어떻다 같다 비슷하다 다르다 많다 적다 크다 작다 길다 짧다 두다 놓다 대하다 위하다 따르다
  통하다 관하다 의하다 인하다 비하다 나타나다 등장하다 출연하다 연기하다 촬영하다 제작하다 개봉하다 관람하다 감상하다 시청하다 다루다 그리다 보여주다 보이다 맞추다 죽이다 태어나다 자라다 만나다 헤어지다 결혼하다 싸우다 도망가다 떠나다 돌아오다 울다 웃다 자다
  주다 받다 내다 나다 들다 치다 잡다 열리다 닫다 열다 앉다 서다 걷다 뛰다 달리다 검색하다 추천하다 부탁하다 부탁드리다 기대하다 바라다 원하다 싶다 좋아지다 계시다 모르다 지나다 지나가다 흐르다 이어지다 진행되다 펼쳐지다 구하다 틀다 틀어주다 맞다 삼다 담다 섞다 섞이다 합치다
  참여하다 참가하다 작곡하다 각색하다 쓰여지다 알려지다 유명하다 원작이다 늘다 줄다 남다 나뉘다 속하다 포함하다 포함되다`.split(
    /\s+/u,
  ),
)
