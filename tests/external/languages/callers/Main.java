import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import textgate.ApiClient;
import textgate.ApiException;
import textgate.api.GenerationApi;
import textgate.api.ModelsApi;
import textgate.model.DeltaEvent;
import textgate.model.DoneEvent;
import textgate.model.ErrorBody;
import textgate.model.ErrorEvent;
import textgate.model.GenerateRequest;
import textgate.model.Model;
import textgate.model.Violation;

/** Calls Textgate through openapi-generator's Java client, library `native`. */
public class Main {
    private static final List<String> PIECES = new ArrayList<>();
    private static DoneEvent done;

    public static void main(String[] arguments) throws Exception {
        String key = System.getenv("TEXTGATE_API_KEY");
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv("TEXTGATE_URL"));
        client.setRequestInterceptor(request -> request.header("x-api-key", key));
        GenerationApi generation = new GenerationApi(client);

        var answer = generation.generate(new GenerateRequest().input("Explain serverless in 2 sentences."));
        System.out.println(answer.getOutput() + " " + answer.getUsage().getTotalTokens());
        expect(answer.getOutput().equals("Text from the fake."), answer);
        expect(answer.getUsage().getInputTokens() + answer.getUsage().getOutputTokens() == 14, answer);

        try {
            generation.generate(new GenerateRequest().input(""));
            expect(false, "an empty input is not refused");
        } catch (ApiException refusal) {
            ErrorBody error = client.getObjectMapper().readValue(refusal.getResponseBody(), ErrorBody.class);
            System.out.println(error.getCode() + " " + error.getViolations());
            expect(refusal.getCode() == 400 && error.getCode().equals("invalid_request"), error);
            expect(error.getViolations().stream().map(Violation::getPointer).toList().equals(List.of("/input")), error);
        }

        var models = new ModelsApi(client).modelList().getModels();
        expect(models.stream().filter(Model::getDefault).map(Model::getName).toList().equals(List.of("nova-micro")), models);

        // The client would read the stream as JSON. An interceptor reads the events as they arrive, and leaves nothing.
        client.setResponseInterceptor(response -> readEvents(client, response));
        generation = new GenerationApi(client);
        generation.generateStream(new GenerateRequest().input("Explain serverless in 2 sentences."));
        expect(PIECES.size() > 1 && String.join("", PIECES).equals(answer.getOutput()), PIECES);
        expect(done.getUsage().getTotalTokens() == 14, done);
    }

    private static void readEvents(ApiClient client, HttpResponse<InputStream> response) {
        var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)).lines();
        lines.filter(line -> line.startsWith("data: ")).map(line -> line.substring("data: ".length())).forEach(data -> {
            try {
                // `StreamEvent` would refuse an event whose type it does not know.
                ObjectMapper mapper = client.getObjectMapper();
                switch (mapper.readTree(data).get("type").asText()) {
                    case "delta" -> PIECES.add(mapper.readValue(data, DeltaEvent.class).getText());
                    case "done" -> done = mapper.readValue(data, DoneEvent.class);
                    case "error" -> expect(false, mapper.readValue(data, ErrorEvent.class));
                    default -> { }
                }
            } catch (JsonProcessingException fault) {
                throw new IllegalStateException(fault);
            }
        });
    }

    private static void expect(boolean holds, Object seen) {
        if (!holds) {
            throw new IllegalStateException("not expected: " + seen);
        }
    }
}
