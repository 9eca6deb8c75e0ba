/** A botbuilder bot that counts turns in MemoryStorage and echoes; its replies travel in the HTTP response. */

import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConversationState,
  MemoryStorage,
  type Request,
  type Response,
  type TurnContext,
} from 'botbuilder';
import express from 'express';
import { tellPort } from '../servers/tell-port.ts';

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const state = new ConversationState(new MemoryStorage());
const turns = state.createProperty('turns');

class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (turn: TurnContext, next) => {
      await turns.set(turn, (await turns.get(turn, 0)) + 1);
      await turn.sendActivity(turn.activity.text);
      await next();
    });
  }

  override async run(turn: TurnContext): Promise<void> {
    await super.run(turn);
    await state.saveChanges(turn);
  }
}

const bot = new EchoBot();
const app = express();
app.use(express.json());
app.post('/', (request, response) =>
  adapter.process(request as unknown as Request, response as unknown as Response, (turn) => bot.run(turn)),
);
tellPort(app.listen(0, '127.0.0.1'));
