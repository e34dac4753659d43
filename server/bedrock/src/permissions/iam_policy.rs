//! The IAM policy document.

use serde_json::{Value, json};
use textgate_core::policy::Catalogue;

use super::arn::ArnScope;
use super::error::PermissionsError;
use super::resource::{Resource, ResourceKind};

/// The calls that a server makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Only Converse, and ApplyGuardrail for objects: whole completions.
    Converse,
    /// Only ConverseStream: streamed completions.
    ConverseStream,
    /// Both.
    Both,
}

impl Calls {
    fn actions(self) -> Vec<&'static str> {
        let (converse, converse_stream) = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream");
        match self {
            Self::Converse => vec![converse],
            Self::ConverseStream => vec![converse_stream],
            Self::Both => vec![converse, converse_stream],
        }
    }
}

/// The IAM policy document that allows `calls` of every model in `catalogue`, with its guardrail, to a server in `scope`.
///
/// # Errors
///
/// [`PermissionsError`] if the id of a model does not show which permissions it needs.
pub fn iam_policy(catalogue: &Catalogue, scope: &ArnScope, calls: Calls) -> Result<Value, PermissionsError> {
    let mut resources = Vec::new();
    for model in catalogue.models() {
        push_new(&mut resources, Resource::of(model, scope)?);
    }
    let mut statements = Vec::new();
    for kind in ResourceKind::ALL {
        let mut arns = Vec::new();
        for resource in resources.iter().filter(|resource| resource.kind == kind) {
            push_new(&mut arns, resource.arn.clone());
        }
        if !arns.is_empty() {
            let actions = calls.actions().into_iter().chain(kind.read_action());
            statements.push(allow(kind.sid(), actions, arns));
        }
    }
    let profiles = resources.iter().filter(|resource| !resource.destinations.is_empty());
    for (number, profile) in (1..).zip(profiles) {
        let sid = format!("InvokeDestinations{number}");
        let mut statement = allow(&sid, calls.actions(), profile.destinations.clone());
        statement["Condition"] = json!({ "ArnEquals": { "bedrock:InferenceProfileArn": profile.arn } });
        statements.push(statement);
    }
    if let Some(guardrail) = catalogue.guardrail() {
        let actions = ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"];
        statements.push(allow("ApplyGuardrail", actions, vec![scope.guardrail(&guardrail.id)]));
    }
    Ok(json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Adds `item` unless it is in the list already: two models of a policy may have the same id in Bedrock.
fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn allow(sid: &str, actions: impl IntoIterator<Item = &'static str>, resources: Vec<Value>) -> Value {
    let actions: Vec<_> = actions.into_iter().collect();
    json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources })
}

#[cfg(test)]
mod tests {
    use serde_json::from_value;
    use textgate_core::policy::{EMBEDDED, Policy, Provider};

    use super::*;

    const ACCOUNT: &str = "111122223333";

    /// The permissions that a server in `region` needs under `policy`.
    fn derived(policy: &Policy, region: &str, calls: Calls) -> Result<Value, PermissionsError> {
        let catalogue = policy.catalogue(Provider::Bedrock, Some(region)).expect("offered");
        iam_policy(&catalogue, &ArnScope::new(region, Some(ACCOUNT))?, calls)
    }

    /// A policy with one model.
    fn policy(id: &str) -> Policy {
        let (head, _) = EMBEDDED.split_once("[default_model]").expect("a default model");
        let text = format!(
            "{head}[default_model]\nbedrock = \"m\"\n\n[[models]]\nname = \"m\"\nprovider = \"bedrock\"\n\
             context_tokens = 2\nmax_output_tokens = 1\n{id}\n"
        );
        Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// A policy with one model that is called through an inference profile.
    fn profile(id: &str, model: &str, regions: &[&str]) -> Policy {
        let destinations = format!("{{ model = {model:?}, regions = {regions:?} }}");
        policy(&format!("ids = [{{ id = {id:?}, regions = [\"*\"], destinations = {destinations} }}]"))
    }

    fn statements(document: &Value) -> Vec<&Value> {
        assert_eq!(document["Version"], "2012-10-17");
        document["Statement"].as_array().expect("statements").iter().collect()
    }

    fn resources(document: &Value, sid: &str) -> Vec<String> {
        let statement = statements(document).into_iter().find(|statement| statement["Sid"] == sid);
        from_value(statement.expect(sid)["Resource"].clone()).expect("ARNs")
    }

    #[test]
    fn a_model_with_an_id_of_its_own_is_allowed_in_the_region_of_the_server() {
        let document = derived(&Policy::embedded(), "us-east-1", Calls::Both).expect("derived");
        let resources = ["amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"]
            .into_iter()
            .chain(["amazon.titan-text-express-v1"])
            .map(|id| format!("arn:aws:bedrock:us-east-1::foundation-model/{id}"))
            .collect::<Vec<_>>();
        let expected = json!({
            "Sid": "InvokeFoundationModels",
            "Effect": "Allow",
            "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
            "Resource": resources,
        });
        assert_eq!(statements(&document), [&expected]);
    }

    #[test]
    fn an_id_for_every_region_is_allowed_only_in_the_region_of_the_server() {
        let titan = policy("id = \"amazon.titan-text-express-v1\"");
        for region in ["us-east-1", "eu-west-3"] {
            let document = derived(&titan, region, Calls::Both).expect("derived");
            let expected = format!("arn:aws:bedrock:{region}::foundation-model/amazon.titan-text-express-v1");
            assert_eq!(resources(&document, "InvokeFoundationModels"), [expected]);
        }
    }

    /// The example of the Bedrock guide, `inference-profiles-prereq`, with the action that `inference-prereq` adds.
    #[test]
    fn an_inference_profile_is_allowed_and_its_destinations_only_through_it() {
        let id = "us.anthropic.claude-3-haiku-20240307-v1:0";
        let haiku = profile(id, "anthropic.claude-3-haiku-20240307-v1:0", &["us-east-1", "us-west-2"]);
        let document = derived(&haiku, "us-west-2", Calls::Converse).expect("derived");
        let profile =
            "arn:aws:bedrock:us-west-2:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";
        let expected = json!([
            {
                "Sid": "InvokeInferenceProfiles",
                "Effect": "Allow",
                "Action": ["bedrock:InvokeModel", "bedrock:GetInferenceProfile"],
                "Resource": [profile],
            },
            {
                "Sid": "InvokeDestinations1",
                "Effect": "Allow",
                "Action": ["bedrock:InvokeModel"],
                "Resource": [
                    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
                    "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
                ],
                "Condition": { "ArnEquals": { "bedrock:InferenceProfileArn": profile } },
            },
        ]);
        assert_eq!(document["Statement"], expected);
    }

    /// The second example of the same page.
    #[test]
    fn a_global_profile_is_allowed_on_an_arn_without_a_region() {
        let model = "anthropic.claude-sonnet-4-20250514-v1:0";
        let sonnet = profile(&format!("global.{model}"), model, &["us-east-2", "global"]);
        let document = derived(&sonnet, "us-east-2", Calls::Converse).expect("derived");
        let expected = ["arn:aws:bedrock:us-east-2::foundation-model/", "arn:aws:bedrock:::foundation-model/"];
        assert_eq!(resources(&document, "InvokeDestinations1"), expected.map(|start| format!("{start}{model}")));
    }

    #[test]
    fn a_model_with_an_arn_is_allowed_by_that_arn_together_with_bedrocks_lookup_of_it() {
        for (resource, sid, read) in [
            ("provisioned-model/a1b2c3", "InvokeProvisionedThroughput", "bedrock:GetProvisionedModelThroughput"),
            ("imported-model/a1b2c3", "InvokeImportedModels", "bedrock:GetImportedModel"),
        ] {
            let arn = format!("arn:aws:bedrock:us-east-1:{ACCOUNT}:{resource}");
            let document =
                derived(&policy(&format!("id = {arn:?}")), "us-east-1", Calls::ConverseStream).expect("derived");
            let action = ["bedrock:InvokeModelWithResponseStream", read];
            let expected = json!({ "Sid": sid, "Effect": "Allow", "Action": action, "Resource": [arn] });
            assert_eq!(statements(&document), [&expected]);
        }
        let arn = format!("arn:aws:bedrock:us-east-1:{ACCOUNT}:application-inference-profile/a1b2c3");
        let billed = profile(&arn, "amazon.nova-micro-v1:0", &["us-east-1"]);
        let document = derived(&billed, "us-east-1", Calls::Both).expect("derived");
        assert_eq!(resources(&document, "InvokeInferenceProfiles"), [arn.as_str()]);
        let destination = statements(&document)[1];
        assert_eq!(destination["Condition"]["ArnEquals"]["bedrock:InferenceProfileArn"], arn);
        assert_eq!(
            destination["Resource"],
            json!(["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"])
        );
    }

    #[test]
    fn only_the_calls_that_were_named_are_allowed() {
        let actions = |calls| {
            let document = derived(&Policy::embedded(), "eu-central-1", calls).expect("derived");
            let statements = statements(&document);
            let invocations = statements.iter().map(|statement| {
                let mut actions: Vec<String> = from_value(statement["Action"].clone()).expect("actions");
                actions.retain(|action| action != "bedrock:GetInferenceProfile");
                actions
            });
            let mut invocations: Vec<_> = invocations.collect();
            invocations.dedup();
            invocations
        };
        assert_eq!(actions(Calls::Converse), [["bedrock:InvokeModel"]]);
        assert_eq!(actions(Calls::ConverseStream), [["bedrock:InvokeModelWithResponseStream"]]);
        assert_eq!(actions(Calls::Both), [["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]]);
    }

    #[test]
    fn only_the_guardrail_of_the_region_is_allowed() {
        let arn = "arn:aws:bedrock:us-west-2:444455556666:guardrail/west";
        let guardrail = |id, region| format!("[[guardrails]]\nid = {id:?}\nversion = \"1\"\nregions = [{region:?}]\n");
        let guarded = format!("{EMBEDDED}\n{}{}", guardrail("east", "us-east-1"), guardrail(arn, "us-west-2"));
        let guarded = Policy::parse(guarded).expect("valid");
        for (region, expected) in
            [("us-east-1", "arn:aws:bedrock:us-east-1:111122223333:guardrail/east"), ("us-west-2", arn)]
        {
            let document = derived(&guarded, region, Calls::Both).expect("derived");
            let expected = json!({
                "Sid": "ApplyGuardrail",
                "Effect": "Allow",
                "Action": ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"],
                "Resource": [expected],
            });
            assert_eq!(statements(&document).last(), Some(&&expected));
        }
    }

    #[test]
    fn without_an_account_cloudformation_fills_it_in() {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-west-2")).expect("offered");
        let scope = ArnScope::new("us-west-2", None).expect("a scope");
        let document = iam_policy(&catalogue, &scope, Calls::Both).expect("derived");
        let profile = json!({
            "Fn::Sub": "arn:${AWS::Partition}:bedrock:us-west-2:${AWS::AccountId}:inference-profile/us.amazon.nova-micro-v1:0"
        });
        let statements = statements(&document);
        assert_eq!(statements[1]["Resource"][0], profile);
        assert_eq!(statements[2]["Condition"]["ArnEquals"]["bedrock:InferenceProfileArn"], profile);
        let model = "arn:${AWS::Partition}:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0";
        assert_eq!(statements[0]["Resource"][0], json!({ "Fn::Sub": model }));
    }

    #[test]
    fn an_id_that_does_not_show_the_kind_of_its_resource_is_refused() {
        let refused =
            |id: &str| derived(&policy(&format!("id = {id:?}")), "us-east-1", Calls::Both).expect_err("refused");
        for id in ["us.amazon.nova-pro-v1:0", "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1"]
        {
            assert_eq!(refused(id), PermissionsError::NoDestinations { model: "m".to_owned(), id: id.to_owned() });
        }
        for id in [
            "*",
            "amazon.nova-*",
            "amazon.nova-micro-v1:?",
            "${aws:username}",
            "amazon/nova",
            "arn:aws:bedrock:us-east-1::foundation-model/*",
            "arn:aws:bedrock:us-east-1:111122223333:prompt/a1b2c3:1",
            "arn:aws:bedrock:us-east-1:111122223333:default-prompt-router/amazon.nova:1",
            "arn:aws:sagemaker:us-east-1:111122223333:endpoint/a1b2c3",
            "arn:aws:sagemaker:us-east-1:111122223333:foundation-model/a1b2c3",
            "arn:aws:bedrock:us-east-1",
        ] {
            assert_eq!(refused(id), PermissionsError::UnknownId { model: "m".to_owned(), id: id.to_owned() }, "{id}");
        }
        let arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0";
        let error = derived(&profile(arn, "amazon.nova-micro-v1:0", &["us-east-1"]), "us-east-1", Calls::Both);
        assert!(
            matches!(error, Err(PermissionsError::UnknownId { .. })),
            "a foundation model has no destinations: {error:?}"
        );
    }
}
