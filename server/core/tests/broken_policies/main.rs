//! Broken policies: each is refused with line, column and a message that says what must hold.

mod case;
mod consumers;
mod cross_field;
mod damaged;
mod fields;

mod places;
mod published_schema;
mod syntax;
mod tables;

use case::{CONSUMERS, Case, SOUND, broken, refusal};
use textgate_core::policy::Policy;

fn cases() -> impl Iterator<Item = &'static Case> {
    [syntax::CASES, fields::CASES, tables::CASES, cross_field::CASES, consumers::CASES].into_iter().flatten()
}

#[test]
fn the_policy_that_the_cases_break_is_sound() {
    for sound in [SOUND, &format!("{SOUND}{CONSUMERS}")] {
        Policy::parse(sound).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn each_is_refused_with_line_column_and_what_must_hold() {
    assert!(cases().count() >= 50, "{} cases", cases().count());
    for (_, find, replace, expected) in cases() {
        assert_eq!(refusal(broken(find, replace)), *expected, "{replace:?} in place of {find:?}");
    }
}
