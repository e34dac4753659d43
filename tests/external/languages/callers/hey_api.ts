// Calls Textgate through the client of @hey-api/openapi-ts.

import assert from 'node:assert/strict';
import { client } from './textgate/client.gen';
import { generate, generateStream, modelList } from './textgate/sdk.gen';
import type { DoneEvent, StreamEvent } from './textgate/types.gen';

const { TEXTGATE_URL: url = '', TEXTGATE_API_KEY: key = '' } = process.env;

async function main(): Promise<void> {
    client.setConfig({ baseUrl: url, auth: key });

    const { data: answer, error: failure } = await generate({ body: { input: 'Explain serverless in 2 sentences.' } });
    assert(answer, failure?.error);
    console.log(answer.output, answer.usage.total_tokens);
    assert.equal(answer.output, 'Text from the fake.');
    assert.equal(answer.usage.input_tokens + answer.usage.output_tokens, 14);

    const { error, response } = await generate({ body: { input: '' } });
    console.log(error?.code, error?.violations);
    assert.equal(response?.status, 400);
    assert.equal(error?.code, 'invalid_request');
    assert.deepEqual(error.violations?.map((violation) => violation.pointer), ['/input']);

    const { data: list } = await modelList();
    assert.deepEqual(list?.models.filter((model) => model.default).map((model) => model.name), ['nova-micro']);

    // An event arrives as an object, although its type in the client is that of the whole body, a string.
    const { stream } = await generateStream({ body: { input: 'Explain serverless in 2 sentences.' } });
    const pieces: string[] = [];
    let done: DoneEvent | undefined;
    for await (const data of stream) {
        const event = data as unknown as StreamEvent;
        if (event.type === 'delta') pieces.push(event.text);
        else if (event.type === 'done') done = event;
        else if (event.type === 'error') assert.fail(event.error.error);
    }
    assert(pieces.length > 1);
    assert.equal(pieces.join(''), answer.output);
    assert.equal(done?.usage.total_tokens, 14);
}

void main();
