//! ARNs of Bedrock's resources, seen from the place of the caller.

use serde_json::{Value, json};

use super::PermissionsError;

/// Beginnings of regions' names and the partition that these are in; all others are in `aws` (botocore's `partitions.json`).
const PARTITIONS: [(&str, &str); 7] = [
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("eusc-", "aws-eusc"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-isof-", "aws-iso-f"),
];

/// The region and the account that call.
#[derive(Clone, Debug)]
pub struct Place {
    region: String,
    /// `None` leaves it, and the partition, to CloudFormation.
    account: Option<String>,
}

impl Place {
    /// An account of 12 digits that calls from `region`. Without one, ARNs are for a CloudFormation template: `Fn::Sub`
    /// with the template's own account and partition.
    ///
    /// # Errors
    ///
    /// [`PermissionsError::NotARegion`] and [`PermissionsError::NotAnAccount`].
    pub fn new(region: &str, account: Option<&str>) -> Result<Self, PermissionsError> {
        // No wildcard gets into an ARN, nor anything that is substituted.
        let in_a_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !region.contains('-') || !region.bytes().all(in_a_region) {
            return Err(PermissionsError::NotARegion(region.to_owned()));
        }
        if account.is_some_and(|account| account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(PermissionsError::NotAnAccount);
        }
        Ok(Self { region: region.to_owned(), account: account.map(str::to_owned) })
    }

    /// A foundation model, which belongs to no account, in `region`, or in that of the caller.
    pub(super) fn foundation_model(&self, region: Option<&str>, id: &str) -> Value {
        self.arn(region.unwrap_or(&self.region), "", &format!("foundation-model/{id}"))
    }

    /// A foundation model wherever a global inference profile may call it.
    pub(super) fn global_foundation_model(&self, id: &str) -> Value {
        self.arn("", "", &format!("foundation-model/{id}"))
    }

    /// An inference profile of the caller's region and account.
    pub(super) fn inference_profile(&self, id: &str) -> Value {
        self.arn(&self.region, self.account(), &format!("inference-profile/{id}"))
    }

    /// A guardrail of the caller's region and account, unless `id` is an ARN.
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
        let of_region = PARTITIONS.iter().find(|(beginning, _)| self.region.starts_with(beginning));
        of_region.map_or("aws", |(_, partition)| partition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_is_that_of_the_region() {
        for (region, expected) in [
            ("eu-west-1", "arn:aws:bedrock:eu-west-1::foundation-model/m"),
            ("us-gov-west-1", "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/m"),
            ("cn-north-1", "arn:aws-cn:bedrock:cn-north-1::foundation-model/m"),
            ("us-isob-east-1", "arn:aws-iso-b:bedrock:us-isob-east-1::foundation-model/m"),
        ] {
            let place = Place::new(region, Some("111122223333")).expect("a place");
            assert_eq!(place.foundation_model(None, "m"), expected);
        }
    }

    #[test]
    fn what_is_no_region_and_no_account_is_refused() {
        for region in ["", "*", "us-*", "us-east-1:*", "US-EAST-1", "${AWS::Region}", "global"] {
            let error = Place::new(region, None).expect_err("refused");
            assert_eq!(error, PermissionsError::NotARegion(region.to_owned()));
        }
        for account in ["", "*", "11112222333", "1111222233334", "11112222333x"] {
            let error = Place::new("us-east-1", Some(account)).expect_err("refused");
            assert_eq!(error, PermissionsError::NotAnAccount, "{account}");
        }
    }
}
