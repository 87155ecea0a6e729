//! The IDs of zones: the same place in every account, whatever its name there.
//!
//! <https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html>. Which name an
//! account has for which zone is AWS's choice; this is the emulator's.

/// `use1-az4` for `us-east-1a`.
pub(super) fn zone_id(zone: &str) -> Option<String> {
    const NUMBERS: [u8; 6] = [4, 6, 1, 2, 3, 5];
    let letter = zone.bytes().last().filter(u8::is_ascii_lowercase)?;
    let region = zone.get(..zone.len() - 1)?;
    let index = letter - b'a';
    let number = NUMBERS.get(usize::from(index)).copied().unwrap_or(index + 1);
    let mut short = String::new();
    for part in region.split('-') {
        short += match part {
            "gov" => "g",
            "northeast" => "ne",
            "northwest" => "nw",
            "southeast" => "se",
            "southwest" => "sw",
            "north" | "south" | "east" | "west" | "central" => &part[..1],
            // The area and the number.
            other => other,
        };
    }
    Some(format!("{short}-az{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_made_as_aws_makes_them() {
        for (zone, id) in [
            ("us-east-1a", "use1-az4"),
            ("eu-central-1b", "euc1-az6"),
            ("ap-southeast-2c", "apse2-az1"),
            ("us-gov-west-1h", "usgw1-az8"),
        ] {
            assert_eq!(zone_id(zone).as_deref(), Some(id));
        }
        assert_eq!(zone_id(""), None);
        assert_eq!(zone_id("us-east-1"), None);
    }
}
