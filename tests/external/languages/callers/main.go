// Calls Textgate through openapi-generator's Go client.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"caller/textgate"
)

func main() {
	configuration := textgate.NewConfiguration()
	configuration.Servers[0].URL = os.Getenv("TEXTGATE_URL")
	client := textgate.NewAPIClient(configuration)
	keys := map[string]textgate.APIKey{"api_key": {Key: os.Getenv("TEXTGATE_API_KEY")}}
	ctx := context.WithValue(context.Background(), textgate.ContextAPIKeys, keys)

	request := *textgate.NewGenerateRequest("Explain serverless in 2 sentences.")
	answer, _, err := client.GenerationAPI.Generate(ctx).GenerateRequest(request).Execute()
	expect(err == nil, err)
	fmt.Println(answer.Output, answer.Usage.TotalTokens)
	expect(answer.Output == "Text from the fake.", answer.Output)
	expect(answer.Usage.InputTokens == 9 && answer.Usage.OutputTokens == 5 && answer.Usage.TotalTokens == 14, answer.Usage)

	_, response, err := client.GenerationAPI.Generate(ctx).GenerateRequest(*textgate.NewGenerateRequest("")).Execute()
	var refusal *textgate.GenericOpenAPIError
	expect(errors.As(err, &refusal) && response.StatusCode == 400, err)
	body, typed := refusal.Model().(textgate.ErrorBody)
	expect(typed, refusal)
	fmt.Println(body.Code, body.Violations)
	expect(body.Code == "invalid_request", body.Code)
	expect(len(body.Violations) == 1 && body.Violations[0].Pointer == "/input", body.Violations)

	list, _, err := client.ModelsAPI.ModelList(ctx).Execute()
	expect(err == nil, err)
	expect(list.Models[0].Name == "nova-micro" && list.Models[0].Default, list.Models)

	// The client reads the stream to its end, and then returns it as one string.
	stream, _, err := client.GenerationAPI.GenerateStream(ctx).GenerateRequest(request).Execute()
	expect(err == nil, err)
	var pieces []string
	var done *textgate.DoneEvent
	for line := range strings.Lines(stream) {
		data, found := strings.CutPrefix(line, "data: ")
		if !found {
			continue
		}
		// `StreamEvent` would refuse an event whose type it does not know.
		var event struct{ Type string }
		expect(json.Unmarshal([]byte(data), &event) == nil, data)
		switch event.Type {
		case "delta":
			var delta textgate.DeltaEvent
			expect(json.Unmarshal([]byte(data), &delta) == nil, data)
			pieces = append(pieces, delta.Text)
		case "done":
			expect(json.Unmarshal([]byte(data), &done) == nil, data)
		case "error":
			expect(false, data)
		}
	}
	expect(len(pieces) > 1 && strings.Join(pieces, "") == answer.Output, pieces)
	expect(done != nil && done.Usage.TotalTokens == 14, done)
}

func expect(holds bool, seen any) {
	if !holds {
		log.Panicf("not expected: %v", seen)
	}
}
