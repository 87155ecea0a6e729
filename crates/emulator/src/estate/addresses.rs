//! Which addresses the subnets of a cluster have: each zone one range of the cluster's block.
//!
//! Blocks of different clusters may be the same, as their VPCs are not.

/// How many blocks the clusters of the fleet have.
const BLOCKS: usize = 24;

/// The block of the account's own VPCs, in which clusters can be created.
pub(crate) const OWN_BLOCK: usize = BLOCKS;

const ZONES_A_BLOCK: usize = 10;

/// The third octet of the addresses in a zone: `10.0.{third}.0/24`, and `2001:db8:0:{third}::/64`.
pub(crate) fn third_octet(block: usize, zone: &str) -> usize {
    let letter = zone.bytes().last().unwrap_or(b'a');
    let index = usize::from(letter.saturating_sub(b'a')).min(ZONES_A_BLOCK - 1);
    block % (BLOCKS + 1) * ZONES_A_BLOCK + index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_a_cluster_never_share_a_range() {
        for block in [0, 7, BLOCKS - 1, OWN_BLOCK] {
            let mut octets: Vec<_> =
                ('a'..='j').map(|zone| third_octet(block, &format!("us-east-1{zone}"))).collect();
            octets.dedup();
            assert_eq!(octets.len(), 10);
            assert!(octets.iter().all(|octet| *octet < 256), "{octets:?}");
        }
    }
}
