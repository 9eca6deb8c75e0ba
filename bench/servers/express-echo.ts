/** The bare minimum that any chat server on Express pays: parse JSON, answer JSON. */

import express from 'express';
import { tellPort } from './tell-port.ts';

const app = express();
app.use(express.json());
app.post('/', (request, response) => {
  response.json({ text: request.body.text });
});
tellPort(app.listen(0, '127.0.0.1'));
