/**
 * The one door to the Bot Framework SDK, which is archived: leaving it means rewriting this file.
 * What is used comes from its own package or file because the indexes also load what never is: adapters and handlers of Teams and Skype,
 * and the prompts' text recognisers (dates, numbers, twelve languages), which cost as long to load as all the rest.
 */
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder-core'

export { CloudAdapter } from 'botbuilder/lib/cloudAdapter.js'
export {
  type Activity,
  ActivityHandler,
  ActivityTypes,
  type Attachment,
  BotAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  type ConversationReference,
  ConversationState,
  DeliveryModes,
  type InvokeResponse,
  MemoryStorage,
  MessageFactory,
  type ResourceResponse,
  type Storage,
  TurnContext,
} from 'botbuilder-core'
export { Dialog, type DialogTurnResult, DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog.js'
export { DialogContext, type DialogState } from 'botbuilder-dialogs/lib/dialogContext.js'
export { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js'
export { WaterfallDialog } from 'botbuilder-dialogs/lib/waterfallDialog.js'
export type { WaterfallStepContext } from 'botbuilder-dialogs/lib/waterfallStepContext.js'

/** What the SDK's connector sends requests with, where it is given one. */
export type ConnectorHttpClient = NonNullable<
  NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>['httpClient']
>
