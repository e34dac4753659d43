// The data of the server-sent events in a body from `fetch`, one by one. Each of Textgate's events has one line of data.

export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.startsWith('data: ')) yield line.slice('data: '.length);
    }
}
