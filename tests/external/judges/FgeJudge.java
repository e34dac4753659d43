import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jackson.JsonLoader;
import com.github.fge.jsonschema.core.exceptions.ProcessingException;
import com.github.fge.jsonschema.core.report.LogLevel;
import com.github.fge.jsonschema.core.report.ProcessingMessage;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges bodies by the models of an OpenAPI document, as JSON Schema draft 4. Argument: the document. Input: a line
 * {@code {"schema": pointer, "text": body}} for each body. Output: for each a line {@code {"accepted": …, "because": …}}.
 */
public final class FgeJudge {
    private static final JsonSchemaFactory DRAFT_4 = JsonSchemaFactory.byDefault();

    public static void main(String[] arguments) throws IOException, ProcessingException {
        JsonNode document = JsonLoader.fromFile(new File(arguments[0]));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream verdicts = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode asked = JsonLoader.fromString(line);
            List<String> faults = faults(document, asked.get("schema").textValue(), asked.get("text").textValue());
            ObjectNode verdict = JsonNodeFactory.instance.objectNode();
            verdicts.println(verdict.put("accepted", faults.isEmpty()).put("because", String.join("; ", faults)));
            if (!lines.ready()) {
                verdicts.flush();
            }
        }
    }

    private static List<String> faults(JsonNode document, String pointer, String text) throws ProcessingException {
        List<String> faults = new ArrayList<>();
        try {
            // API Gateway treats an empty body as an empty object.
            JsonNode body = JsonLoader.fromString(text.isEmpty() ? "{}" : text);
            for (ProcessingMessage fault : DRAFT_4.getJsonSchema(document, pointer).validate(body)) {
                // Warnings are about keywords and formats that fge does not know and ignores.
                if (fault.getLogLevel().compareTo(LogLevel.ERROR) >= 0) {
                    faults.add(fault.getMessage());
                }
            }
        } catch (IOException malformed) {
            faults.add("not a JSON text");
        }
        return faults;
    }
}
