//! Which address of a subnet a new interface gets.

use std::net::Ipv4Addr;

use aws_services::ec2::Subnet;

use super::Network;

/// AWS keeps the first four addresses of a subnet for itself, and the last.
const RESERVED_AT_START: u32 = 4;

/// Why there is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoAddress {
    #[error("Address {address} is not in the range of subnet {subnet_id}: {range}.")]
    Outside { address: String, subnet_id: String, range: String },
    #[error("Address {0} is reserved by AWS.")]
    Reserved(Ipv4Addr),
    #[error("Address {0} is in use.")]
    Taken(Ipv4Addr),
    #[error("Subnet {0} has no free addresses.")]
    Full(String),
}

/// An address of a new interface, and its sister in IPv6 where the subnet has such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Addresses {
    pub(crate) ipv4: Ipv4Addr,
    pub(crate) ipv6: Option<String>,
}

impl Network {
    /// The subnet of that ID.
    pub(crate) fn subnet(&self, id: &str) -> Option<&Subnet> {
        self.subnets.iter().find(|subnet| subnet.subnet_id.as_deref() == Some(id))
    }

    /// The wanted address of a subnet if it is free, or the first free one from number `first`.
    pub(crate) fn free_address(
        &self,
        subnet: &Subnet,
        wanted: Option<&str>,
        first: u32,
    ) -> Result<Addresses, NoAddress> {
        let subnet_id = subnet.subnet_id.clone().unwrap_or_default();
        let range = subnet.cidr_block.clone().unwrap_or_default();
        let (start, size) = parts(&range).unwrap_or_default();
        let usable = RESERVED_AT_START..size.saturating_sub(1);
        let is_taken = |address: Ipv4Addr| {
            let text = address.to_string();
            self.interfaces.iter().any(|it| {
                it.subnet_id == subnet.subnet_id
                    && it.private_ip_address.as_deref() == Some(text.as_str())
            })
        };
        let ipv4 = if let Some(wanted) = wanted {
            let parsed: Option<Ipv4Addr> = wanted.parse().ok();
            let number = parsed.and_then(|it| u32::from(it).checked_sub(start));
            let (Some(address), Some(number)) = (parsed, number.filter(|it| *it < size)) else {
                return Err(NoAddress::Outside { address: wanted.to_owned(), subnet_id, range });
            };
            if !usable.contains(&number) {
                return Err(NoAddress::Reserved(address));
            }
            if is_taken(address) {
                return Err(NoAddress::Taken(address));
            }
            if subnet.available_ip_address_count == Some(0) {
                return Err(NoAddress::Full(subnet_id));
            }
            address
        } else {
            if subnet.available_ip_address_count == Some(0) {
                return Err(NoAddress::Full(subnet_id));
            }
            let count = u32::try_from(usable.len()).unwrap_or(u32::MAX);
            let offset = first.saturating_sub(RESERVED_AT_START);
            (0..count)
                .map(|index| start + RESERVED_AT_START + (offset + index) % count)
                .map(Ipv4Addr::from)
                .find(|address| !is_taken(*address))
                .ok_or(NoAddress::Full(subnet_id))?
        };
        let ipv6 = subnet.ipv6_cidr_block_association_set.first();
        let ipv6 = ipv6.and_then(|it| it.ipv6_cidr_block.as_deref()?.strip_suffix("/64"));
        let host = u32::from(ipv4) - start;
        Ok(Addresses { ipv4, ipv6: ipv6.map(|prefix| format!("{prefix}{host:x}")) })
    }
}

/// The first address of a range, and how many it has.
fn parts(range: &str) -> Option<(u32, u32)> {
    let (start, length) = range.split_once('/')?;
    let start: Ipv4Addr = start.parse().ok()?;
    Some((start.into(), 1_u32.checked_shl(32_u32.checked_sub(length.parse().ok()?)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read() {
        assert_eq!(parts("10.0.240.0/24"), Some((0x0a00_f000, 256)));
        assert_eq!(parts("10.0.0.0/27").map(|it| it.1), Some(32));
        for wrong in ["", "10.0.0.0", "10.0.0/24", "10.0.0.0/33", "10.0.0.0/0"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
