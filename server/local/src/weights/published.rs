//! The file as it is published: where, how large, and with which checksum.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// One published GGUF file. Tests have others than the real one.
#[derive(Clone, Copy)]
pub(super) struct Published {
    pub(super) size: u64,
    /// In lower-case hexadecimal.
    pub(super) sha256: &'static str,
}

/// `SmolLM2-135M-Instruct` in `Q4_1`, the same bytes on the hub and in the Python package.
pub(super) const SMOLLM2: Published =
    Published { size: 98_362_432, sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53" };

/// The bytes are not the published ones.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotPublished {
    #[error("the file has {found} bytes, not {expected}")]
    Size { found: u64, expected: u64 },
    #[error("the file's sha256 is {found}, not {expected}")]
    Checksum { found: String, expected: &'static str },
}

/// Checks the bytes of a file as they arrive.
pub(super) struct Check {
    published: Published,
    size: u64,
    hasher: Sha256,
}

impl Published {
    pub(super) fn check(self) -> Check {
        Check { published: self, size: 0, hasher: Sha256::new() }
    }

    /// Whether a file of `found` bytes can be this one.
    pub(super) fn check_size(self, found: u64) -> Result<(), NotPublished> {
        if found == self.size { Ok(()) } else { Err(NotPublished::Size { found, expected: self.size }) }
    }
}

impl Check {
    /// Takes the next bytes; an error as soon as there are too many.
    pub(super) fn update(&mut self, bytes: &[u8]) -> Result<(), NotPublished> {
        self.size += bytes.len() as u64;
        if self.size > self.published.size {
            return self.published.check_size(self.size);
        }
        self.hasher.update(bytes);
        Ok(())
    }

    /// The verdict on the whole.
    pub(super) fn finish(self) -> Result<(), NotPublished> {
        self.published.check_size(self.size)?;
        let found = hex(&self.hasher.finalize());
        if found == self.published.sha256 {
            Ok(())
        } else {
            Err(NotPublished::Checksum { found, expected: self.published.sha256 })
        }
    }
}

/// The bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: Published =
        Published { size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };

    #[test]
    fn the_published_bytes_pass_however_they_are_cut() {
        let mut check = ABC.check();
        check.update(b"a").unwrap();
        check.update(b"bc").unwrap();
        check.finish().unwrap();
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut check = ABC.check();
        check.update(b"abd").unwrap();
        assert!(matches!(check.finish(), Err(NotPublished::Checksum { .. })));
    }

    #[test]
    fn too_few_and_too_many_bytes_are_refused() {
        let mut check = ABC.check();
        check.update(b"ab").unwrap();
        assert!(matches!(check.finish(), Err(NotPublished::Size { found: 2, expected: 3 })));
        assert!(matches!(ABC.check().update(b"abcd"), Err(NotPublished::Size { found: 4, expected: 3 })));
    }
}
