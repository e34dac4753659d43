//! Who a caller is proven to be: the identities that a gateway has checked, and the digests of the server's own API keys.
//!
//! This module knows no policy: which consumer an identity belongs to is decided by [`policy`](crate::policy).

use std::fmt::{self, Write as _};

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// An identity of the caller that a gateway has proven.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Identity {
    /// The `sub` of a user or an application in a Cognito user pool.
    CognitoSubject(String),
    /// An IAM user or role.
    IamPrincipal(IamPrincipal),
    /// The id of one of the gateway's API keys. The id is not the key.
    ApiKeyId(String),
    /// The name of one of the gateway's API keys, which the deployment chose.
    ApiKeyName(String),
}

/// Identities must not reach a log. The consumer's name is logged instead.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CognitoSubject(_) => "CognitoSubject(…)",
            Self::IamPrincipal(_) => "IamPrincipal(…)",
            Self::ApiKeyId(_) => "ApiKeyId(…)",
            Self::ApiKeyName(_) => "ApiKeyName(…)",
        })
    }
}

/// An IAM user or an IAM role. A role is the same with every path and in every session.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IamPrincipal(String);

impl IamPrincipal {
    /// The principal with this ARN, which is the ARN of a user, of a role or of a role's session.
    ///
    /// A session's ARN (`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`) has the role's name without its path. Names of
    /// roles are unique in an account (IAM user guide, `reference_iam-quotas`, "IAM name requirements"), so paths are
    /// ignored.
    pub fn from_arn(arn: &str) -> Self {
        Self(role(arn).unwrap_or_else(|| arn.to_owned()))
    }

    /// The ARN. A role has one ARN here, without its path, and its sessions have the same one.
    pub(crate) fn into_arn(self) -> String {
        self.0
    }
}

/// The ARN of the role without its path, if `arn` is the ARN of a role or of a role's session.
fn role(arn: &str) -> Option<String> {
    let (owner, resource) = arn.rsplit_once(':')?;
    let [_, partition, service, _, account] = owner.split(':').collect::<Vec<_>>().try_into().ok()?;
    let (kind, rest) = resource.split_once('/')?;
    let name = match (service, kind) {
        ("iam", "role") => rest.rsplit('/').next()?,
        ("sts", "assumed-role") => rest.split_once('/')?.0,
        _ => return None,
    };
    Some(format!("arn:{partition}:iam::{account}:role/{name}"))
}

impl fmt::Debug for IamPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IamPrincipal(…)")
    }
}

/// The SHA-256 of an API key. The key itself is not stored.
///
/// There is no salt and no stretching. These protect secrets that can be guessed, and a key is too long and too random for
/// that.
#[derive(Clone)]
pub struct KeyDigest([u8; Self::BYTES]);

impl KeyDigest {
    const BYTES: usize = 32;

    /// The digest of a key.
    pub fn of(key: &[u8]) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Reads the digest from its 64 hexadecimal digits.
    pub(crate) fn from_hex(digits: &str) -> Option<Self> {
        let mut bytes = [0; Self::BYTES];
        if digits.len() != 2 * Self::BYTES || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The digest in lower-case hexadecimal digits, for the policy.
    pub fn to_hex(&self) -> String {
        self.0.iter().fold(String::new(), |mut digits, byte| {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
    }
}

/// Compares in a time that does not depend on where the two digests differ.
impl ConstantTimeEq for KeyDigest {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_its_role_and_the_roles_path_does_not_matter() {
        let principal = IamPrincipal::from_arn;
        let role = principal("arn:aws:iam::123456789012:role/billing");
        for same in [
            "arn:aws:iam::123456789012:role/teams/finance/billing",
            "arn:aws:sts::123456789012:assumed-role/billing/one-session",
            "arn:aws:sts::123456789012:assumed-role/billing/role@example.com",
        ] {
            assert!(principal(same) == role, "{same}");
        }
        for other in [
            "arn:aws:iam::123456789012:user/billing",
            "arn:aws:iam::999999999999:role/billing",
            "arn:aws-cn:iam::123456789012:role/billing",
            "arn:aws:iam::123456789012:role/billing/other",
            "arn:aws:sts::999999999999:assumed-role/billing/session",
            "arn:aws:sts::123456789012:assumed-role/other/billing",
            "arn:aws:sts::123456789012:assumed-role/billing",
            "arn:aws:sts::123456789012:federated-user/billing/session",
            "assumed-role/billing/session",
            "",
        ] {
            assert!(principal(other) != role, "{other}");
        }
        let user = principal("arn:aws:iam::123456789012:user/finance/ada");
        assert!(user != principal("arn:aws:iam::123456789012:user/ada"), "a user's ARN has its path");
    }

    #[test]
    fn a_digest_is_the_sha_256_of_the_key_in_hexadecimal_digits() {
        // `printf abc | sha256sum`
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let digest = KeyDigest::of(b"abc");
        assert_eq!(digest.to_hex(), digits);
        let read = KeyDigest::from_hex(&digits.to_uppercase()).expect("reads");
        assert!(bool::from(read.ct_eq(&digest)));
        assert!(!bool::from(read.ct_eq(&KeyDigest::of(b"abd"))));
        for no_digest in [
            "",
            &digits[1..],
            &digits.replace('b', "g"),
            &digits.replacen("ba", "é", 1),
            &digits.replacen("ba", "+a", 1),
        ] {
            assert!(KeyDigest::from_hex(no_digest).is_none(), "{no_digest}");
        }
    }

    #[test]
    fn debug_texts_show_no_identity() {
        let arn = "arn:aws:iam::123456789012:user/canary";
        let texts = [
            format!("{:?}", Identity::CognitoSubject("canary".to_owned())),
            format!("{:?}", Identity::IamPrincipal(IamPrincipal::from_arn(arn))),
            format!("{:?}", Identity::ApiKeyId("canary".to_owned())),
            format!("{:?}", Identity::ApiKeyName("canary".to_owned())),
            format!("{:?}", KeyDigest::of(b"abc")),
        ];
        for text in texts {
            assert!(!text.contains("canary") && !text.contains("ba7816") && !text.contains("186"), "{text}");
        }
    }
}
