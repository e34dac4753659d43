//! The size and the checksum of the published file, and the check of a download against them.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// A published GGUF file. Tests use other files than the real one.
#[derive(Clone, Copy)]
pub(super) struct PublishedFile {
    /// Bytes.
    pub(super) size: u64,
    /// In lower-case hexadecimal digits.
    pub(super) sha256: &'static str,
}

/// `SmolLM2-135M-Instruct` in `Q4_1`. The Hugging Face Hub and the Python package have the same bytes.
pub(super) const SMOLLM2: PublishedFile =
    PublishedFile { size: 98_362_432, sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53" };

/// A file is not the published one.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotPublished {
    #[error("the file has {found} bytes instead of {expected}")]
    Size { found: u64, expected: u64 },
    #[error("the sha256 of the file is {found} instead of {expected}")]
    Checksum { found: String, expected: &'static str },
}

/// Checks the bytes of a file while they arrive.
pub(super) struct Check {
    published: PublishedFile,
    size: u64,
    hasher: Sha256,
}

impl PublishedFile {
    pub(super) fn start_check(self) -> Check {
        Check { published: self, size: 0, hasher: Sha256::new() }
    }

    /// Checks that a file of `found` bytes can be this one.
    pub(super) fn check_size(self, found: u64) -> Result<(), NotPublished> {
        if found == self.size { Ok(()) } else { Err(NotPublished::Size { found, expected: self.size }) }
    }
}

impl Check {
    /// Adds the next bytes. Fails as soon as there are more bytes than the published file has.
    pub(super) fn update(&mut self, bytes: &[u8]) -> Result<(), NotPublished> {
        self.size += bytes.len() as u64;
        if self.size > self.published.size {
            return self.published.check_size(self.size);
        }
        self.hasher.update(bytes);
        Ok(())
    }

    /// Checks the whole file, after its last bytes.
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

/// The bytes in lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: PublishedFile =
        PublishedFile { size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };

    #[test]
    fn the_published_bytes_are_accepted_in_pieces_of_any_size() {
        let mut check = ABC.start_check();
        check.update(b"a").unwrap();
        check.update(b"bc").unwrap();
        check.finish().unwrap();
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut check = ABC.start_check();
        check.update(b"abd").unwrap();
        assert!(matches!(check.finish(), Err(NotPublished::Checksum { .. })));
    }

    #[test]
    fn too_few_and_too_many_bytes_are_refused() {
        let mut check = ABC.start_check();
        check.update(b"ab").unwrap();
        assert!(matches!(check.finish(), Err(NotPublished::Size { found: 2, expected: 3 })));
        assert!(matches!(ABC.start_check().update(b"abcd"), Err(NotPublished::Size { found: 4, expected: 3 })));
    }
}
