//! The permissions that this adapter's calls need, as an IAM policy document. It says nothing of logs and of Lambda.
//!
//! Each statement's `Sid` is its reason. All of these actions have resources, so none is allowed on `*`:
//!
//! | `Sid` | actions | on |
//! |---|---|---|
//! | `InvokeFoundationModels` | `InvokeModel` for Converse, `InvokeModelWithResponseStream` for ConverseStream | each model that is called by its own id |
//! | `InvokeProvisionedThroughput`, `InvokeImportedModels` | the same, and `GetProvisionedModelThroughput`, `GetImportedModel` | those that are called by such an ARN |
//! | `InvokeInferenceProfiles` | the same, and `GetInferenceProfile` | each inference profile |
//! | `InvokeDestinations1`, … | the same | the model in each region that the first profile sends calls to, by this profile alone |
//! | `ApplyGuardrail` | `ApplyGuardrail`, `GetGuardrail` | the guardrail of the region |
//!
//! A guardrail with cross-Region inference needs its guardrail profile besides, which the policy does not name.
//!
//! Which actions a call needs, is from the Bedrock guide's page `inference-prereq`; that a profile needs both the profile
//! and its destinations, and the condition on these, from `inference-profiles-prereq`.

mod arn;
mod target;

use serde_json::{Value, json};
use textgate_core::policy::Catalogue;

pub use arn::Place;
use target::{Invoked, Target};

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Converse alone: whole answers.
    Whole,
    /// ConverseStream alone: streamed answers.
    Streamed,
    /// Both.
    All,
}

impl Calls {
    fn actions(self) -> Vec<&'static str> {
        let (whole, streamed) = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream");
        match self {
            Self::Whole => vec![whole],
            Self::Streamed => vec![streamed],
            Self::All => vec![whole, streamed],
        }
    }
}

/// Why the permissions cannot be derived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermissionsError {
    /// What is no region would stand in every ARN.
    #[error("{0:?} is not the name of a region such as us-east-1")]
    NotARegion(String),
    /// What is no account would stand in every ARN.
    #[error("an account is 12 digits")]
    NotAnAccount,
    /// A call to an inference profile needs permissions where the profile sends it.
    #[error(
        "the model {model} is called by the inference profile {id}, and the policy does not say where that sends calls: \
         in the policy, give this id its destinations"
    )]
    NoDestinations {
        /// The model's public name.
        model: String,
        /// What Bedrock calls it.
        id: String,
    },
    /// It is not known which permissions a call by this id needs.
    #[error(
        "the permissions for the model {model} cannot be derived from its id {id:?}: it must be the id or ARN of a \
         foundation model or, with destinations, of an inference profile, or the ARN of provisioned throughput or of an \
         imported model"
    )]
    UnknownId {
        /// The model's public name.
        model: String,
        /// What the policy has for its id.
        id: String,
    },
}

/// The policy document for `calls` to every model of `catalogue`, and its guardrail, from `place`.
///
/// # Errors
///
/// [`PermissionsError`] where a model's id does not say what has to be allowed.
pub fn document(catalogue: &Catalogue, place: &Place, calls: Calls) -> Result<Value, PermissionsError> {
    let mut targets = Vec::new();
    for model in catalogue.models() {
        push_new(&mut targets, Target::of(model, place)?);
    }
    let mut statements = Vec::new();
    for invoked in Invoked::ALL {
        let mut arns = Vec::new();
        for target in targets.iter().filter(|target| target.invoked == invoked) {
            push_new(&mut arns, target.arn.clone());
        }
        if !arns.is_empty() {
            let actions = calls.actions().into_iter().chain(invoked.read_action());
            statements.push(allow(invoked.reason(), actions, arns));
        }
    }
    let profiles = targets.iter().filter(|target| !target.destinations.is_empty());
    for (number, profile) in (1..).zip(profiles) {
        let reason = format!("InvokeDestinations{number}");
        let mut statement = allow(&reason, calls.actions(), profile.destinations.clone());
        statement["Condition"] = json!({ "ArnEquals": { "bedrock:InferenceProfileArn": profile.arn } });
        statements.push(statement);
    }
    if let Some(guardrail) = catalogue.guardrail() {
        let actions = ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"];
        statements.push(allow("ApplyGuardrail", actions, vec![place.guardrail(&guardrail.id)]));
    }
    Ok(json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Two models of a policy may be one of Bedrock's.
fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn allow(reason: &str, actions: impl IntoIterator<Item = &'static str>, resources: Vec<Value>) -> Value {
    let actions: Vec<_> = actions.into_iter().collect();
    json!({ "Sid": reason, "Effect": "Allow", "Action": actions, "Resource": resources })
}

#[cfg(test)]
mod tests {
    use serde_json::from_value;
    use textgate_core::policy::{EMBEDDED, Policy, Provider};

    use super::*;

    const ACCOUNT: &str = "111122223333";

    /// What a server in `region` needs under `policy`.
    fn derived(policy: &Policy, region: &str, calls: Calls) -> Result<Value, PermissionsError> {
        let catalogue = policy.catalogue(Provider::Bedrock, Some(region)).expect("offered");
        document(&catalogue, &Place::new(region, Some(ACCOUNT))?, calls)
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

    fn resources(document: &Value, reason: &str) -> Vec<String> {
        let statement = statements(document).into_iter().find(|statement| statement["Sid"] == reason);
        from_value(statement.expect(reason)["Resource"].clone()).expect("ARNs")
    }

    #[test]
    fn a_model_is_allowed_by_its_own_id_in_the_region_of_the_caller() {
        let document = derived(&Policy::embedded(), "us-east-1", Calls::All).expect("derived");
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
    fn an_id_of_every_region_is_allowed_in_that_of_the_caller() {
        let titan = policy("id = \"amazon.titan-text-express-v1\"");
        for region in ["us-east-1", "eu-west-3"] {
            let document = derived(&titan, region, Calls::All).expect("derived");
            let expected = format!("arn:aws:bedrock:{region}::foundation-model/amazon.titan-text-express-v1");
            assert_eq!(resources(&document, "InvokeFoundationModels"), [expected]);
        }
    }

    /// The example of the Bedrock guide, `inference-profiles-prereq`, but for the action that `inference-prereq` adds.
    #[test]
    fn an_inference_profile_is_allowed_and_its_destinations_by_it_alone() {
        let id = "us.anthropic.claude-3-haiku-20240307-v1:0";
        let haiku = profile(id, "anthropic.claude-3-haiku-20240307-v1:0", &["us-east-1", "us-west-2"]);
        let document = derived(&haiku, "us-west-2", Calls::Whole).expect("derived");
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

    /// The other example of that page.
    #[test]
    fn a_global_profile_is_allowed_where_no_region_is_named() {
        let model = "anthropic.claude-sonnet-4-20250514-v1:0";
        let sonnet = profile(&format!("global.{model}"), model, &["us-east-2", "global"]);
        let document = derived(&sonnet, "us-east-2", Calls::Whole).expect("derived");
        let expected = ["arn:aws:bedrock:us-east-2::foundation-model/", "arn:aws:bedrock:::foundation-model/"];
        assert_eq!(resources(&document, "InvokeDestinations1"), expected.map(|start| format!("{start}{model}")));
    }

    #[test]
    fn what_is_called_by_an_arn_is_allowed_by_it_and_what_bedrock_reads_of_it_too() {
        for (resource, reason, read) in [
            ("provisioned-model/a1b2c3", "InvokeProvisionedThroughput", "bedrock:GetProvisionedModelThroughput"),
            ("imported-model/a1b2c3", "InvokeImportedModels", "bedrock:GetImportedModel"),
        ] {
            let arn = format!("arn:aws:bedrock:us-east-1:{ACCOUNT}:{resource}");
            let document = derived(&policy(&format!("id = {arn:?}")), "us-east-1", Calls::Streamed).expect("derived");
            let action = ["bedrock:InvokeModelWithResponseStream", read];
            let expected = json!({ "Sid": reason, "Effect": "Allow", "Action": action, "Resource": [arn] });
            assert_eq!(statements(&document), [&expected]);
        }
        let arn = format!("arn:aws:bedrock:us-east-1:{ACCOUNT}:application-inference-profile/a1b2c3");
        let billed = profile(&arn, "amazon.nova-micro-v1:0", &["us-east-1"]);
        let document = derived(&billed, "us-east-1", Calls::All).expect("derived");
        assert_eq!(resources(&document, "InvokeInferenceProfiles"), [arn.as_str()]);
        let destination = statements(&document)[1];
        assert_eq!(destination["Condition"]["ArnEquals"]["bedrock:InferenceProfileArn"], arn);
        assert_eq!(
            destination["Resource"],
            json!(["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0"])
        );
    }

    #[test]
    fn each_kind_of_call_is_allowed_by_itself() {
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
        assert_eq!(actions(Calls::Whole), [["bedrock:InvokeModel"]]);
        assert_eq!(actions(Calls::Streamed), [["bedrock:InvokeModelWithResponseStream"]]);
        assert_eq!(actions(Calls::All), [["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]]);
    }

    #[test]
    fn the_guardrail_of_the_region_may_be_applied_and_no_other() {
        let arn = "arn:aws:bedrock:us-west-2:444455556666:guardrail/west";
        let guardrail = |id, region| format!("[[guardrails]]\nid = {id:?}\nversion = \"1\"\nregions = [{region:?}]\n");
        let guarded = format!("{EMBEDDED}\n{}{}", guardrail("east", "us-east-1"), guardrail(arn, "us-west-2"));
        let guarded = Policy::parse(guarded).expect("valid");
        for (region, expected) in
            [("us-east-1", "arn:aws:bedrock:us-east-1:111122223333:guardrail/east"), ("us-west-2", arn)]
        {
            let document = derived(&guarded, region, Calls::All).expect("derived");
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
    fn without_an_account_the_template_has_it() {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-west-2")).expect("offered");
        let document =
            document(&catalogue, &Place::new("us-west-2", None).expect("a place"), Calls::All).expect("derived");
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
    fn an_id_that_does_not_say_what_is_called_is_refused() {
        let refused =
            |id: &str| derived(&policy(&format!("id = {id:?}")), "us-east-1", Calls::All).expect_err("refused");
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
        let error = derived(&profile(arn, "amazon.nova-micro-v1:0", &["us-east-1"]), "us-east-1", Calls::All);
        assert!(matches!(error, Err(PermissionsError::UnknownId { .. })), "a model sends calls nowhere: {error:?}");
    }
}
