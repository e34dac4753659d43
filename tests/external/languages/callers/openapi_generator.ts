// Calls Textgate through openapi-generator's client `typescript-fetch`.

import assert from 'node:assert/strict';
import { eventData } from './events';
import { Configuration, ErrorBodyFromJSON, GenerationApi, ModelsApi, ResponseError, StreamEventFromJSON } from './textgate';
import type { DoneEvent, ErrorBody } from './textgate';

const { TEXTGATE_URL: url = '', TEXTGATE_API_KEY: key = '' } = process.env;

async function main(): Promise<void> {
    const configuration = new Configuration({ basePath: url, apiKey: key });
    const generation = new GenerationApi(configuration);

    const answer = await generation.generate({ generateRequest: { input: 'Explain serverless in 2 sentences.' } });
    console.log(answer.output, answer.usage.totalTokens);
    assert.equal(answer.output, 'Text from the fake.');
    assert.equal(answer.usage.inputTokens + answer.usage.outputTokens, 14);

    const refusal: unknown = await generation.generate({ generateRequest: { input: '' } }).catch((thrown: unknown) => thrown);
    assert(refusal instanceof ResponseError);
    const error: ErrorBody = ErrorBodyFromJSON(await refusal.response.json());
    console.log(error.code, error.violations);
    assert.equal(refusal.response.status, 400);
    assert.equal(error.code, 'invalid_request');
    assert.deepEqual(error.violations?.map((violation) => violation.pointer), ['/input']);

    const { models } = await new ModelsApi(configuration).modelList();
    assert.deepEqual(models.filter((model) => model._default).map((model) => model.name), ['nova-micro']);

    const { raw } = await generation.generateStreamRaw({ generateRequest: { input: 'Explain serverless in 2 sentences.' } });
    assert(raw.body);
    const pieces: string[] = [];
    let done: DoneEvent | undefined;
    for await (const data of eventData(raw.body)) {
        const event = StreamEventFromJSON(JSON.parse(data));
        if (event.type === 'delta') pieces.push(event.text);
        else if (event.type === 'done') done = event;
        else if (event.type === 'error') assert.fail(event.error.error);
    }
    assert(pieces.length > 1);
    assert.equal(pieces.join(''), answer.output);
    assert.equal(done?.usage.totalTokens, 14);
}

void main();
