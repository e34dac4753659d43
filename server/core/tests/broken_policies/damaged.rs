//! Damaged policies: thousands of small changes of policies without findings.

use textgate_core::policy::{EMBEDDED, Policy};

use crate::case::{CONSUMERS, SOUND};

/// Damages a text as files get damaged: a cut, a wrong bit, a line too many or too few, a value in the wrong field.
fn damage(text: &mut Vec<u8>, random: &mut fastrand::Rng) {
    let mut lines: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (random.usize(..lines.len()), random.usize(..lines.len()));
    match random.u8(..7) {
        0 => return text.truncate(random.usize(..=text.len())),
        1 => {
            let place = random.usize(..text.len().max(1));
            if let Some(byte) = text.get_mut(place) {
                *byte ^= 1 << random.u8(..8);
            }
            return;
        }
        2 => lines.insert(other, lines[one].clone()),
        3 => drop(lines.remove(one)),
        4 => lines.swap(one, other),
        // One field gets the value of another. The text is still TOML, so this reaches the checks after the syntax.
        _ => {
            let value = |line: &[u8]| line.iter().position(|byte| *byte == b'=').map(|equals| equals + 1);
            if let (Some(from), Some(to)) = (value(&lines[one]), value(&lines[other])) {
                let taken = lines[one][from..].to_vec();
                lines[other].truncate(to);
                lines[other].extend(taken);
            }
        }
    }
    *text = lines.join(&b'\n');
}

#[test]
fn no_damaged_policy_panics_and_every_finding_has_its_place() {
    let with_consumers = format!("{SOUND}{CONSUMERS}");
    let (mut accepted, mut checked, mut unread) = (0, 0, 0);
    for seed in 0..3_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut text = [SOUND, EMBEDDED, &with_consumers][random.usize(..3)].as_bytes().to_vec();
        for _ in 0..random.usize(1..4) {
            damage(&mut text, &mut random);
        }
        let lines = text.split(|byte| *byte == b'\n').count();
        let Err(error) = Policy::parse(&text) else {
            accepted += 1;
            continue;
        };
        let findings = error.findings();
        assert!(!findings.is_empty(), "seed {seed}");
        assert!(findings.is_sorted_by_key(|finding| (finding.line, finding.column)), "seed {seed}: {error}");
        for finding in findings {
            assert!((1..=lines).contains(&finding.line) && finding.column >= 1, "seed {seed}: {finding}");
            assert!(!finding.message.is_empty() && !finding.message.contains('\n'), "seed {seed}: {finding}");
            // serde's messages if the types refuse what the schema accepts.
            for words in ["invalid type", "invalid value", "missing field", "unknown field", "unknown variant"] {
                assert!(!finding.message.contains(words), "seed {seed}: {finding}");
            }
        }
        let no_toml = |message: &str| message.contains("must be TOML") || message.contains("must be text");
        if findings.iter().all(|finding| no_toml(&finding.message)) { unread += 1 } else { checked += 1 }
    }
    println!("{accepted} accepted, {checked} checked, {unread} no TOML");
    assert!(
        accepted > 100 && checked > 500 && unread > 500,
        "{accepted} accepted, {checked} checked, {unread} no TOML"
    );
}
