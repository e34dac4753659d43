//! The policy file of a running server: where the server finds it, what the commands say about it, and which faults prevent a
//! start.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use textgate_tests::policy_file::BUILT_IN;
use textgate_tests::server::{Server, isolated, run, server};

/// A folder with a policy file in it.
fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("textgate.toml");
    fs::write(&path, text).expect("written");
    (folder, path)
}

/// A policy with three faults.
fn faulty() -> String {
    BUILT_IN
        .replace("\ntop_p = 0.9", "\ntop_p = 9")
        .replace("bedrock = \"nova-micro\"", "bedrock = \"nova\"")
        .replace("\"0.2\", output", "\"-0.2\", output")
}

/// The number of the first line of the built-in policy that has `text`, counted from 1.
fn line(text: &str) -> usize {
    BUILT_IN.lines().position(|line| line.contains(text)).expect("in the built-in policy") + 1
}

/// A command that starts the server with Bedrock in `region`. The tests make no call there.
fn bedrock(region: &str) -> Command {
    in_region(server(), region)
}

fn in_region(mut command: Command, region: &str) -> Command {
    command.args(["--model", "bedrock", "--listen", "127.0.0.1:0"]).env("AWS_REGION", region);
    command
}

/// Exit code, standard output and standard error.
fn run_to_end(command: &mut Command) -> (Option<i32>, String, String) {
    let output = run(command);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_server_does_not_start_with_an_invalid_policy_and_reports_all_its_faults() {
    let (_folder, path) = file(&faulty());
    let (code, stdout, stderr) = run_to_end(bedrock("us-east-1").arg("--policy").arg(&path));
    let expected = format!(
        "error: the policy {} is not valid:\n\
         line {}, column 9: top_p must be a number from 0 to 1\n\
         line {}, column 11: bedrock must be the name of a bedrock model: \"nova\" is not one\n\
         line {}, column 19: input must be USD per million tokens as a string such as \"0.035\", not negative and below a \
         million\n",
        path.display(),
        line("top_p = 0.9"),
        line("bedrock = \"nova-micro\""),
        line("\"0.2\", output"),
    );
    assert_eq!((code, stdout, stderr), (Some(1), String::new(), expected));
}

#[test]
fn a_server_does_not_start_if_the_named_policy_is_missing() {
    let missing = Path::new("no-such-folder").join("textgate.toml");
    let (code, _, stderr) = run_to_end(bedrock("us-east-1").env("TEXTGATE_POLICY", &missing));
    assert_eq!(code, Some(1));
    let expected = format!("error: the policy {} cannot be read: ", missing.display());
    assert!(stderr.starts_with(&expected), "{stderr}");
}

#[test]
fn the_check_reports_each_fault_with_file_line_and_column() {
    let (_folder, path) = file(&faulty());
    let (code, stdout, stderr) = run_to_end(server().args(["policy", "check"]).arg(&path));
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    let places: Vec<_> = stderr.lines().map(|line| line.split(": ").next().expect("a place").to_owned()).collect();
    let expected = [("top_p = 0.9", 9), ("bedrock = \"nova-micro\"", 11), ("\"0.2\", output", 19)];
    let expected = expected.map(|(text, column)| format!("{}:{}:{column}", path.display(), line(text)));
    assert_eq!(places, expected, "{stderr}");
}

#[test]
fn the_built_in_policy_can_be_shown_and_passes_the_check() {
    let (code, shown, _) = run_to_end(server().args(["policy", "show"]));
    assert_eq!((code, shown.as_str()), (Some(0), BUILT_IN));
    let (_folder, path) = file(&shown);
    let (code, stdout, stderr) = run_to_end(server().args(["policy", "check"]).arg(&path));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let expected = format!("{}: ok: 5 models: nova-micro, nova-lite, ", path.display());
    assert!(stdout.starts_with(&expected), "{stdout}");
}

#[test]
fn the_policy_file_beside_the_program_is_used_unless_another_is_named() {
    let original = PathBuf::from(server().get_program());
    let folder = tempfile::tempdir_in(original.parent().expect("a folder")).expect("a folder");
    let program = folder.path().join(original.file_name().expect("a name"));
    fs::hard_link(&original, &program).expect("linked");
    let beside = folder.path().join("textgate.toml");
    let command = || in_region(isolated(&program), "us-east-1");

    let server = Server::start(command().env("TEXTGATE_POLICY", ""));
    server.log().line_with(&["the policy is in force", "policy=built-in", "models=4", "us-east-1"]);

    fs::write(&beside, BUILT_IN).expect("written");
    let server = Server::start(command().env("TEXTGATE_POLICY", ""));
    let path = beside.canonicalize().expect("there");
    server.log().line_with(&["the policy is in force", &format!("policy={}", path.display())]);

    fs::write(&beside, faulty()).expect("written");
    let (code, _, stderr) = run_to_end(&mut command());
    assert_eq!(code, Some(1));
    assert!(stderr.starts_with(&format!("error: the policy {} is not valid", path.display())), "{stderr}");

    let (_other, named) = file(BUILT_IN);
    let server = Server::start(command().arg("--policy").arg(&named));
    server.log().line_with(&["the policy is in force", &format!("policy={}", named.display())]);
}

#[test]
fn a_server_does_not_start_if_the_region_does_not_have_the_default_model() {
    let (code, stdout, stderr) = run_to_end(&mut bedrock("ap-northeast-1"));
    let expected = "error: the default model nova-micro has no id in the region ap-northeast-1: in the policy, give it \
                    one, or make a model the default that has one; or choose another region\n";
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (Some(1), "", expected));
}

#[test]
fn a_server_does_not_start_without_a_model_of_its_provider() {
    let (policy, _) = BUILT_IN.split_once("[[models]]\nname = \"smollm2").expect("the local model is last");
    let (_folder, path) = file(&policy.replace("local = \"smollm2-135m-instruct\"\n", ""));
    let (code, _, stderr) = run_to_end(server().args(["--model", "local", "--policy"]).arg(&path));
    assert_eq!(code, Some(1));
    assert!(stderr.starts_with("error: the policy has no local models"), "{stderr}");
}

#[tokio::test]
async fn the_server_leaves_out_models_that_the_region_does_not_have_and_logs_it() {
    let (_folder, path) = file(&BUILT_IN.replace("bedrock = \"nova-micro\"", "bedrock = \"nova-lite\""));
    let server = Server::start(bedrock("us-west-1").arg("--policy").arg(&path));
    server.log().line_with(&["WARN", "left out", "models=\"nova-micro\"", "us-west-1"]);
    let models = server.client().model_list().send().await.expect("answered");
    let names: Vec<_> = models.models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["nova-lite", "nova-pro", "titan-text-express"]);
}

/// The statements that `policy iam` prints, each with its `Sid`.
fn permissions(arguments: &[&str]) -> Vec<(String, Value)> {
    let (code, stdout, stderr) = run_to_end(server().args(["policy", "iam"]).args(arguments));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let document: Value = serde_json::from_str(&stdout).expect("JSON");
    let statements = document["Statement"].as_array().expect("statements");
    statements
        .iter()
        .map(|statement| (statement["Sid"].as_str().expect("a reason").to_owned(), statement.clone()))
        .collect()
}

#[test]
fn the_permissions_of_a_policy_are_printed_for_a_region_an_account_and_a_function() {
    let [(reason, statement)] = &permissions(&["--region", "us-east-1", "--function", "streaming"])[..] else {
        panic!("one statement: no model of the region is called through an inference profile");
    };
    assert_eq!(reason, "InvokeFoundationModels");
    assert_eq!(statement["Action"], json!(["bedrock:InvokeModelWithResponseStream"]));
    let model = "arn:${AWS::Partition}:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0";
    assert_eq!(statement["Resource"][0], json!({ "Fn::Sub": model }));

    let (_folder, path) =
        file(&format!("{BUILT_IN}\n[[guardrails]]\nid = \"g1\"\nversion = \"1\"\nregions = [\"*\"]\n"));
    let arguments = ["--region", "eu-west-1", "--account", "111122223333", "--function", "buffered"];
    let permissions = permissions(&[&arguments[..], &[path.to_str().expect("UTF-8")]].concat());
    let reasons: Vec<_> = permissions.iter().map(|(reason, _)| reason.as_str()).collect();
    let destinations = ["InvokeDestinations1", "InvokeDestinations2", "InvokeDestinations3"];
    assert_eq!(reasons[..2], ["InvokeFoundationModels", "InvokeInferenceProfiles"]);
    assert_eq!((&reasons[2..5], reasons[5]), (&destinations[..], "ApplyGuardrail"));
    let guardrail = &permissions[5].1["Resource"];
    assert_eq!(*guardrail, json!(["arn:aws:bedrock:eu-west-1:111122223333:guardrail/g1"]));
}

#[test]
fn permissions_that_cannot_be_derived_are_an_error() {
    let error_of = |arguments: &[&str]| {
        let (code, stdout, stderr) = run_to_end(server().args(["policy", "iam"]).args(arguments));
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        stderr
    };
    let error = error_of(&["--region", "ap-northeast-1"]);
    assert!(error.starts_with("error: the default model nova-micro has no id in the region ap-northeast-1"), "{error}");
    assert_eq!(
        error_of(&["--region", "us-*"]),
        "error: \"us-*\" is not the name of an AWS region: pass a name such as us-east-1\n"
    );
    assert_eq!(
        error_of(&["--region", "us-east-1", "--account", "1"]),
        "error: the AWS account must be 12 digits, such as 111122223333\n"
    );
    let destinations = "destinations = { model = \"amazon.nova-micro-v1:0\", regions = [\n        \"us-east-1\", \"us-east-2\", \"us-west-2\",\n    ] }, ";
    assert!(BUILT_IN.contains(destinations));
    let (_folder, path) = file(&BUILT_IN.replacen(destinations, "", 1));
    let error = error_of(&["--region", "us-west-2", path.to_str().expect("UTF-8")]);
    let expected = "error: the model nova-micro is called through the inference profile us.amazon.nova-micro-v1:0, but the \
                    policy does not say to which regions this profile sends calls: add `destinations` to this id in the \
                    policy\n";
    assert_eq!(error, expected);
}
