/** What the page itself says. What the conversation says lives in dialogs/. */
export const WORDS = {
  introTitle: '편하게 말씀해 주세요',
  introBefore: '어땠는지 들려주시면 ',
  introMarked: '마음이 담긴 말',
  introAfter: '을 알아듣고, 같은 느낌이었던 사람들이 꺼낸 이야기로 이어 가요.',
  markHint: '이 말에서 마음을 읽었어요',
  unreachable: '서버에 닿지 않아요. 다시 잇고 있어요…',
  refused: '대화를 시작하지 못했어요.',
  began: '새 대화를 시작했어요.',
  beganAfterPause: '지난 대화는 시간이 오래 지나 끝났어요. 새 대화로 시작할게요.',
  missing: 'Web Chat이 아직 없어요. 말귀를 설치한 폴더에서 아래 명령을 실행한 뒤 새로 고침 해 주세요.',
  missingInEnglish: 'Web Chat is not here yet. Run this in the folder where Malgwi is installed, then reload:',
  missingCommand: 'node scripts/webchat.mjs',
}

/** In place of Web Chat's own strings: https://github.com/microsoft/BotFramework-WebChat/tree/v4.18.1/packages/api/src/localization */
export const WEB_CHAT_WORDS = {
  ACTIVITY_BOT_SAID_ALT: '말귀의 말:',
  ACTIVITY_BOT_ATTACHED_ALT: '말귀가 덧붙임:',
  ACTIVITY_STATUS_SEND_FAILED_RETRY: '보내지 못했어요. [다시 보내기][RETRY]',
  CONNECTIVITY_STATUS_ALT_CONNECTING: '잇는 중이에요…',
  CONNECTIVITY_STATUS_ALT_FATAL: '서버에 닿지 않아요.',
  CONNECTIVITY_STATUS_ALT_RECONNECTING: '연결이 끊겼어요. 다시 잇고 있어요…',
  CONNECTIVITY_STATUS_ALT_SLOW_CONNECTION: '다시 잇는 데 시간이 걸리고 있어요.',
  SUGGESTED_ACTIONS_LABEL_ALT: '고를 수 있는 답',
  TEXT_INPUT_ALT: '보낼 말',
  TEXT_INPUT_PLACEHOLDER: '어땠는지 적어 보세요',
  TRANSCRIPT_LIVE_REGION_SUGGESTED_ACTIONS_LABEL_ALT: '고를 수 있는 답이 있어요.',
  TRANSCRIPT_LIVE_REGION_SUGGESTED_ACTIONS_WITH_ACCESS_KEY_LABEL_ALT: '고를 수 있는 답이 있어요. $1 키로 갈 수 있어요.',
}
