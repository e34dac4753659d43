// Sends the requests of the collection that openapi-to-postmanv2 made, with newman: unchanged, and one of them with an empty input.

const assert = require('node:assert/strict');
const newman = require('newman');
const collection = require('./textgate.json');

const { TEXTGATE_URL: baseUrl, TEXTGATE_API_KEY: apiKey } = process.env;

const generate = collection.item.find((folder) => folder.name === 'generate').item[0];
const refused = structuredClone(generate);
refused.name = 'Refused';
refused.request.body.raw = JSON.stringify({ input: '' });
collection.item.push(refused);

const envVar = [{ key: 'baseUrl', value: baseUrl }, { key: 'apiKey', value: apiKey }];
newman.run({ collection, envVar }, (fault, summary) => {
    assert.ifError(fault);
    assert.deepEqual(summary.run.failures, []);
    const answers = new Map(summary.run.executions.map(({ item, response }) => [item.name, response]));

    const answer = answers.get('Generate text').json();
    console.log(answer.output, answer.usage.total_tokens);
    assert.equal(answer.output, 'Text from the fake.');
    assert.equal(answer.usage.total_tokens, 14);

    const error = answers.get('Refused').json();
    console.log(error.code, error.violations);
    assert.equal(answers.get('Refused').code, 400);
    assert.equal(error.code, 'invalid_request');
    assert.equal(error.violations[0].pointer, '/input');

    assert.equal(answers.get('List the models').json().models[0].name, 'nova-micro');
    assert.equal(answers.get('Answer a text').json().response, answer.output);
    assert.equal(answers.get('Check that the service is up').json().status, 'ok');
    assert.match(answers.get('Generate text piece by piece').text(), /(^|\n)event: delta\ndata: .*\n\n(.*\n)*event: done\ndata: .*\n\n$/);
});
