//! What comes from the contract is up to date.

use textgate_openapi_tool::{check, derive, generate, project_root};

#[test]
fn the_checked_in_document_and_client_are_what_the_contract_derives() {
    let root = project_root();
    let files = derive(&root).unwrap_or_else(|error| panic!("{error}"));
    let differences = check(&root, &files).expect("the files are read");
    assert!(
        differences.is_empty(),
        "derived files are stale; run `cargo openapi generate` and commit them\n\n{}",
        differences.join("\n")
    );
}

#[test]
fn a_stale_file_is_shown_as_a_difference_and_generated_anew() {
    let root = tempfile::tempdir().expect("a folder");
    for folder in ["openapi", "client/src"] {
        std::fs::create_dir_all(root.path().join(folder)).expect("a folder");
    }
    let files = derive(&project_root()).expect("the contract derives");
    let paths: Vec<_> = files.iter().map(|file| file.path).collect();
    assert_eq!(generate(root.path(), &files).expect("written"), paths);
    assert!(check(root.path(), &files).expect("read").is_empty());

    let document = root.path().join("openapi/v1.json");
    let text = std::fs::read_to_string(&document).expect("written");
    std::fs::write(&document, text.replace("\"maxLength\": 64", "\"maxLength\": 63")).expect("written");
    let differences = check(root.path(), &files).expect("read");
    let [difference] = differences.as_slice() else { panic!("one file is stale: {differences:?}") };
    assert!(difference.contains("--- openapi/v1.json (checked in)"), "{difference}");
    assert!(difference.contains("-            \"maxLength\": 63,"), "{difference}");
    assert!(difference.contains("+            \"maxLength\": 64,"), "{difference}");

    assert_eq!(generate(root.path(), &files).expect("written"), ["openapi/v1.json"]);
    assert!(check(root.path(), &files).expect("read").is_empty());
}
