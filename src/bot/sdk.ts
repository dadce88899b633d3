/**
 * The one door to the Bot Framework SDK, which is archived: leaving it means rewriting this file.
 * The dialog classes come from their own files because the package's index also loads the prompts' text recognisers
 * (dates, numbers, twelve languages), which cost as long to load as all the rest and are never used here.
 */
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder'

export {
  type Activity,
  ActivityHandler,
  ActivityTypes,
  BotAdapter,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  type ConversationReference,
  ConversationState,
  DeliveryModes,
  type InvokeResponse,
  MemoryStorage,
  MessageFactory,
  type ResourceResponse,
  type StatePropertyAccessor,
  type Storage,
  TurnContext,
} from 'botbuilder'
export { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js'
export { Dialog, type DialogTurnResult, DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog.js'
export type { DialogContext, DialogState } from 'botbuilder-dialogs/lib/dialogContext.js'
export { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js'
export { WaterfallDialog } from 'botbuilder-dialogs/lib/waterfallDialog.js'
export type { WaterfallStepContext } from 'botbuilder-dialogs/lib/waterfallStepContext.js'

/** What the SDK's connector sends requests with, where it is given one. */
export type ConnectorHttpClient = NonNullable<
  NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>['httpClient']
>
