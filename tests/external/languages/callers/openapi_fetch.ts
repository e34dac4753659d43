// Calls Textgate through openapi-fetch, with the types of openapi-typescript.

import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import { eventData } from './events';
import type { components, paths } from './textgate';

const { TEXTGATE_URL: url = '', TEXTGATE_API_KEY: key = '' } = process.env;

async function main(): Promise<void> {
    const client = createClient<paths>({ baseUrl: url, headers: { 'x-api-key': key } });

    const { data: answer, error: failure } = await client.POST('/generate', { body: { input: 'Explain serverless in 2 sentences.' } });
    assert(answer, failure?.error);
    console.log(answer.output, answer.usage.total_tokens);
    assert.equal(answer.output, 'Text from the fake.');
    assert.equal(answer.usage.input_tokens + answer.usage.output_tokens, 14);

    const { error, response } = await client.POST('/generate', { body: { input: '' } });
    console.log(error?.code, error?.violations);
    assert.equal(response.status, 400);
    assert.equal(error?.code, 'invalid_request');
    assert.deepEqual(error.violations?.map((violation) => violation.pointer), ['/input']);

    const { data: list } = await client.GET('/models');
    assert.deepEqual(list?.models.filter((model) => model.default).map((model) => model.name), ['nova-micro']);

    const { data: body } = await client.POST('/generate/stream', {
        body: { input: 'Explain serverless in 2 sentences.' },
        parseAs: 'stream',
    });
    assert(body);
    const pieces: string[] = [];
    let done: components['schemas']['DoneEvent'] | undefined;
    for await (const data of eventData(body)) {
        const event: components['schemas']['StreamEvent'] = JSON.parse(data);
        if (event.type === 'delta') pieces.push(event.text);
        else if (event.type === 'done') done = event;
        else if (event.type === 'error') assert.fail(event.error.error);
    }
    assert(pieces.length > 1);
    assert.equal(pieces.join(''), answer.output);
    assert.equal(done?.usage.total_tokens, 14);
}

void main();
