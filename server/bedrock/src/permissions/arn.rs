//! ARNs of Bedrock's resources, for a server in a given region and account.

use serde_json::{Value, json};

use super::error::PermissionsError;

/// Prefixes of region names, and the partition of the regions with this prefix. All other regions are in the partition `aws`
/// (botocore's `partitions.json`).
const PARTITIONS: [(&str, &str); 7] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
];

/// The region and the account of the server whose permissions are derived: parts of its ARNs.
#[derive(Clone, Debug)]
pub struct ArnScope {
    region: String,
    /// If absent, CloudFormation fills in the account and the partition.
    account: Option<String>,
}

impl ArnScope {
    /// The server's region and account. Without an account, the ARNs are for a CloudFormation template: `Fn::Sub` with the
    /// account and partition in which the template is deployed.
    ///
    /// # Errors
    ///
    /// [`PermissionsError::NotARegion`] if `region` cannot be the name of a region, [`PermissionsError::NotAnAccount`] if
    /// `account` is not 12 digits.
    pub fn new(region: &str, account: Option<&str>) -> Result<Self, PermissionsError> {
        // Neither a wildcard nor a CloudFormation variable may get into an ARN.
        let may_be_in_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !region.contains('-') || !region.bytes().all(may_be_in_region) {
            return Err(PermissionsError::NotARegion(region.to_owned()));
        }
        if account.is_some_and(|account| account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(PermissionsError::NotAnAccount);
        }
        Ok(Self { region: region.to_owned(), account: account.map(str::to_owned) })
    }

    /// A foundation model in `region`, or in the server's region if absent. It belongs to no account.
    pub(super) fn foundation_model(&self, region: Option<&str>, id: &str) -> Value {
        self.arn(region.unwrap_or(&self.region), "", &format!("foundation-model/{id}"))
    }

    /// A foundation model in whatever region a global inference profile calls it: the ARN names none.
    pub(super) fn global_foundation_model(&self, id: &str) -> Value {
        self.arn("", "", &format!("foundation-model/{id}"))
    }

    /// An inference profile of the server's region and account.
    pub(super) fn inference_profile(&self, id: &str) -> Value {
        self.arn(&self.region, self.account(), &format!("inference-profile/{id}"))
    }

    /// A guardrail of the server's region and account. An `id` that is an ARN is returned as it is.
    pub(super) fn guardrail(&self, id: &str) -> Value {
        if id.starts_with("arn:") {
            return id.into();
        }
        self.arn(&self.region, self.account(), &format!("guardrail/{id}"))
    }

    fn account(&self) -> &str {
        self.account.as_deref().unwrap_or("${AWS::AccountId}")
    }

    fn arn(&self, region: &str, account: &str, resource: &str) -> Value {
        let partition = if self.account.is_some() { self.partition() } else { "${AWS::Partition}" };
        let arn = format!("arn:{partition}:bedrock:{region}:{account}:{resource}");
        if self.account.is_some() { arn.into() } else { json!({ "Fn::Sub": arn }) }
    }

    fn partition(&self) -> &'static str {
        let of_region = PARTITIONS.iter().find(|(prefix, _)| self.region.starts_with(prefix));
        of_region.map_or("aws", |(_, partition)| partition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_the_partition_of_its_region() {
        for (region, expected) in [
            ("eu-west-1", "arn:aws:bedrock:eu-west-1::foundation-model/m"),
            ("us-gov-west-1", "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/m"),
            ("cn-north-1", "arn:aws-cn:bedrock:cn-north-1::foundation-model/m"),
            ("us-isob-east-1", "arn:aws-iso-b:bedrock:us-isob-east-1::foundation-model/m"),
        ] {
            let scope = ArnScope::new(region, Some("111122223333")).expect("a scope");
            assert_eq!(scope.foundation_model(None, "m"), expected);
        }
    }

    #[test]
    fn texts_that_are_not_a_region_or_an_account_are_refused() {
        for region in ["", "*", "us-*", "us-east-1:*", "US-EAST-1", "${AWS::Region}", "global"] {
            let error = ArnScope::new(region, None).expect_err("refused");
            assert_eq!(error, PermissionsError::NotARegion(region.to_owned()));
        }
        for account in ["", "*", "11112222333", "1111222233334", "11112222333x"] {
            let error = ArnScope::new("us-east-1", Some(account)).expect_err("refused");
            assert_eq!(error, PermissionsError::NotAnAccount, "{account}");
        }
    }
}
