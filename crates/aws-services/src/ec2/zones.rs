//! Availability zones. EC2 lists them in one answer, without pages.

use serde::{Deserialize, Serialize};

use super::xml::{items, text};

/// The output of `DescribeAvailabilityZones`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeAvailabilityZonesOutput {
    /// AWS's request ID.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The zones that the account can use. An answer without this list is none.
    #[serde(rename = "availabilityZoneInfo", with = "items")]
    pub availability_zones: Vec<AvailabilityZone>,
}

/// An availability zone, or a local zone or one at a carrier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityZone {
    /// `us-east-1a`: each account has its own names.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub zone_name: Option<String>,
    /// `use1-az1`: the same zone in every account.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub zone_id: Option<String>,
    /// `available`, `information`, `impaired`, `unavailable`, `constrained`.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub zone_state: Option<String>,
    /// `opt-in-not-required`, `opted-in`, `not-opted-in`.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub opt_in_status: Option<String>,
    /// `availability-zone`, `local-zone`, `wavelength-zone`.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub zone_type: Option<String>,
    /// The region.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub region_name: Option<String>,
    /// What EC2 says of it.
    #[serde(default, with = "items", skip_serializing_if = "Vec::is_empty")]
    pub message_set: Vec<ZoneMessage>,
}

/// What EC2 says of a zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ZoneMessage {
    /// In words.
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Lookup,
        ec2::{read, write},
    };

    /// The form of the example in EC2's API reference.
    const DOCUMENTED: &str = r#"<DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
   <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
   <availabilityZoneInfo>
      <item>
         <optInStatus>opt-in-not-required</optInStatus>
         <zoneName>us-east-1a</zoneName>
         <zoneId>use1-az4</zoneId>
         <zoneState>available</zoneState>
         <regionName>us-east-1</regionName>
         <groupName>us-east-1</groupName>
         <zoneType>availability-zone</zoneType>
         <messageSet/>
      </item>
      <item>
         <zoneName>us-east-1b</zoneName>
         <zoneId/>
         <zoneState>impaired</zoneState>
         <messageSet><item><message>Power &amp; cooling.</message></item><item/></messageSet>
      </item>
   </availabilityZoneInfo>
</DescribeAvailabilityZonesResponse>"#;

    #[test]
    fn what_ec2_documents_is_read_and_written_again() {
        let output: DescribeAvailabilityZonesOutput = read(DOCUMENTED.as_bytes()).unwrap();
        let [one, other] = output.availability_zones.as_slice() else { panic!("{output:?}") };
        assert_eq!(one.zone_id.as_deref(), Some("use1-az4"));
        assert_eq!(one.opt_in_status.as_deref(), Some("opt-in-not-required"));
        assert_eq!((&other.zone_id, other.zone_state.as_deref()), (&None, Some("impaired")));
        let messages: Vec<_> = other.message_set.iter().map(|it| it.message.as_deref()).collect();
        assert_eq!(messages, [Some("Power & cooling."), None]);
        let written = write(Lookup::DescribeAvailabilityZones, &output).unwrap();
        assert_eq!(read::<DescribeAvailabilityZonesOutput>(written.as_bytes()).unwrap(), output);
    }

    #[test]
    fn an_answer_without_its_list_is_not_an_empty_list() {
        for odd in [
            "",
            "<R/>",
            "<R><subnetSet/></R>",
            "<R><availabilityZoneInfo><zone/></availabilityZoneInfo></R>",
        ] {
            assert!(read::<DescribeAvailabilityZonesOutput>(odd.as_bytes()).is_err(), "{odd}");
        }
        let empty: DescribeAvailabilityZonesOutput =
            read(b"<R><availabilityZoneInfo/></R>").unwrap();
        assert!(empty.availability_zones.is_empty());
    }
}
